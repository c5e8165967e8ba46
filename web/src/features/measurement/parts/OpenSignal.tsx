import { useState, type FormEvent, type ReactNode } from "react";
import type { Annotator, Signal } from "@/api/quality";
import type { CommandAnswer } from "@/api/schema";
import { useCommand } from "@/kit/useCommand";
import { Dialog, ProblemNote, TextField } from "@/view";
import { f } from "../messages/findings";
import { m } from "../messages/en";
import { nameOf } from "../people";
import { Choice } from "./Ask";

interface OpenSignalProps {
  readonly project: string;
  readonly question: string;
  readonly annotator: Annotator;
  readonly signal: Signal;
  readonly onClose: () => void;
}

/**
 * A person decides whether a signal is worth a finding. The figure goes into the log as a measure that belongs to the
 * annotator; the finding rests on it and names nobody.
 */
export function OpenSignal({ project, question, annotator, signal, onClose }: OpenSignalProps): ReactNode {
  const name = m.signalNames[signal.signal] ?? signal.signal;
  const [what, setWhat] = useState(m.signalFinding[signal.signal] ?? name);
  const [severity, setSeverity] = useState("note");
  const [cure, setCure] = useState("recalibrate");
  const { send, problem, isSending } = useCommand(project);
  const open = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const measure = measureOf(await send("record_measure", { question, measure: signal.signal, annotator: annotator.member }));
    if (measure === null) return;
    if (await send("open_finding", { what: what.trim(), severity, cure, question, measure })) onClose();
  };
  return (
    <Dialog title={m.openSignalTitle(name)} onClose={onClose}>
      <form className="stack" onSubmit={(event) => void open(event)}>
        <p>
          <b dir="auto">{nameOf(annotator)}</b>
          {`: ${signal.figure.reason}`}
        </p>
        <p className="small">{m.signalFair}</p>
        <TextField label={f.what} hint={f.whatHint} rows={2} value={what} onChange={setWhat} />
        <Choice label={f.severity} value={severity} onChange={setSeverity} options={Object.entries(f.severities)} />
        <Choice label={f.cure} value={cure} onChange={setCure} options={Object.entries(f.cures)} />
        <ProblemNote problem={problem} />
        <div>
          <button type="submit" className="btn primary" disabled={isSending || what.trim() === ""}>
            {f.send.open}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** The id that the server gave the measure; null when it said no. */
function measureOf(answer: CommandAnswer | null): string | null {
  const measure = answer?.result?.["measure"];
  return typeof measure === "string" ? measure : null;
}
