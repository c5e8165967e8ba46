import { useState, type ReactNode } from "react";
import { useCommand } from "@/kit/useCommand";
import { parseCsv, type Table } from "@/state/csv";
import { ProblemNote, Progress } from "@/view";
import { importAll, itemsOf, type Steps } from "./importing";
import { m } from "./messages/en";
import { Columns } from "./parts/Columns";
import { Drop } from "./parts/Drop";
import { Terms, emptyTerms, type TermsText } from "./parts/Terms";

const NOT_STARTED: Steps = { collection: null, nSent: 0 };

interface ImportFormProps {
  readonly project: string;
  readonly isFirst: boolean;
}

/** A CSV in, a look at what it holds, its terms, and one button. */
export function ImportForm({ project, isFirst }: ImportFormProps): ReactNode {
  const [table, setTable] = useState<Table | null>(null);
  const [idColumn, setIdColumn] = useState<string | null>(null);
  const [shown, setShown] = useState<readonly string[]>([]);
  const [isLeavingOut, setLeavingOut] = useState(false);
  const [terms, setTerms] = useState<TermsText>(emptyTerms);
  const [steps, setSteps] = useState(NOT_STARTED);
  const [state, setState] = useState<"idle" | "running" | "stopped" | "done">("idle");
  const { send, problem } = useCommand(project);

  const take = (text: string, name: string | null): void => {
    const parsed = parseCsv(text);
    const id = parsed.columns.find((c) => /^(id|.*_id|key)$/i.test(c)) ?? null;
    setTable(parsed);
    setIdColumn(id);
    setShown(parsed.columns.filter((c) => c !== id).slice(0, 4));
    setSteps(NOT_STARTED);
    setState("idle");
    if (name && !terms.name) setTerms({ ...terms, name: name.replace(/\.[a-z]+$/i, ""), source: name });
  };
  const items = table ? itemsOf({ table, idColumn, shown }) : [];
  const isReady =
    items.length > 0 && shown.length > 0 && terms.name.trim() && terms.licence.trim() && (table?.problems.length === 0 || isLeavingOut);
  const run = async (): Promise<void> => {
    setState("running");
    const isDone = await importAll(send, { ...terms }, items, steps, setSteps);
    setState(isDone ? "done" : "stopped");
  };

  if (state === "done") {
    return (
      <p className="card pad" role="status">
        ✓ {m.done(items.length)}
      </p>
    );
  }
  return (
    <section className="card pad" aria-label={m.import}>
      <h2>{m.import}</h2>
      <Drop onText={take} />
      {table ? (
        <>
          <Columns table={table} idColumn={idColumn} onIdColumn={setIdColumn} shown={shown} onShown={setShown} />
          {table.problems.length > 0 ? (
            <div className="notice failed" role="alert">
              <span className="state-sign failed">✗</span>
              <div className="small">
                {table.problems.slice(0, 5).map((p) => (
                  <p key={p.line}>{m.badLine(p.line, p.what)}</p>
                ))}
                <label className="check-row">
                  <input type="checkbox" checked={isLeavingOut} onChange={(e) => setLeavingOut(e.target.checked)} />
                  {m.keepGood(table.problems.length)}
                </label>
              </div>
            </div>
          ) : null}
          <Terms terms={terms} onChange={setTerms} />
          <ProblemNote problem={problem} />
          {state === "stopped" ? <p className="small">{m.stopped}</p> : null}
          <div className="row">
            <button type="button" className={isFirst ? "btn primary" : "btn"} disabled={!isReady || state === "running"} onClick={() => void run()}>
              {m.go(items.length - steps.nSent)}
            </button>
            {state === "running" ? (
              <span className="row small grow">
                <span style={{ inlineSize: 160 }}>
                  <Progress value={steps.nSent} of={items.length} label={m.import} />
                </span>
                {m.progress(steps.nSent, items.length)}
              </span>
            ) : null}
          </div>
        </>
      ) : null}
    </section>
  );
}
