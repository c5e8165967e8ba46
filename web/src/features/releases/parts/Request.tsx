import { useState, type ReactNode } from "react";
import { Link } from "wouter";
import { useAgreement, useOverview } from "@/kit/queries";
import { useCommand } from "@/kit/useCommand";
import { ProblemNote, StateSign, TextField } from "@/view";
import { m } from "../messages/en";
import { lacksOf, type Lack } from "../ready";

/** Asks for a release, after saying what is not ready for one. It stays possible: the release then says so too. */
export function Request({ project }: { readonly project: string }): ReactNode {
  const [note, setNote] = useState("");
  const overview = useOverview(project).data;
  const agreement = useAgreement(project, true);
  const { send, problem, isSending } = useCommand(project);
  // Until both are read nothing is claimed: neither that all is ready nor that something is not.
  const lacks = overview && !agreement.isPending ? lacksOf(overview, agreement.data ?? null) : null;
  const request = async (): Promise<void> => {
    if (await send("request_release", { note: note.trim() })) setNote("");
  };
  return (
    <div className="card pad">
      <h2>{m.request}</h2>
      {lacks === null ? null : <Readiness project={project} lacks={lacks} />}
      <TextField label={m.note} hint={m.noteHint} value={note} onChange={setNote} rows={2} />
      <ProblemNote problem={problem} />
      <button type="button" className={lacks?.length === 0 ? "btn primary" : "btn"} disabled={isSending || lacks === null} onClick={() => void request()}>
        {lacks !== null && lacks.length > 0 ? m.requestAnyway : m.request}
      </button>
    </div>
  );
}

function Readiness({ project, lacks }: { readonly project: string; readonly lacks: readonly Lack[] }): ReactNode {
  if (lacks.length === 0) {
    return (
      <p className="row small">
        <StateSign state="passed" /> {m.ready}
      </p>
    );
  }
  return (
    <div className="stack lacks">
      <h3>{m.notReady}</h3>
      <ul>
        {lacks.map((lack) => (
          <li key={lack.words} className="row small">
            <StateSign state="unknown" />
            <Link href={`/p/${project}${lack.to}`}>{lack.words}</Link>
          </li>
        ))}
      </ul>
      <p className="tiny">{m.notReadyText}</p>
    </div>
  );
}
