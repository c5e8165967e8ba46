import { useMemo, useState, type ReactNode } from "react";
import { parseCsv, type Table } from "@/state/csv";
import { ProblemNote, Progress, Tick } from "@/view";
import { fieldsOf, itemsOf } from "./importing";
import { problemsIn } from "./lines";
import { m } from "./messages/en";
import { BadLines } from "./parts/BadLines";
import { Columns } from "./parts/Columns";
import { Drop } from "./parts/Drop";
import { Terms, emptyTerms, type TermsText } from "./parts/Terms";
import { useImport } from "./useImport";

interface ImportFormProps {
  readonly project: string;
  readonly isFirst: boolean;
}

const NO_TABLE: Table = { columns: [], rows: [], lines: [], problems: [] };

/** A CSV in, a look at what it holds, its terms, and one button. */
export function ImportForm({ project, isFirst }: ImportFormProps): ReactNode {
  const [table, setTable] = useState<Table>(NO_TABLE);
  const [idColumn, setIdColumn] = useState<string | null>(null);
  const [shown, setShown] = useState<readonly string[]>([]);
  const [isLeavingOut, setLeavingOut] = useState(false);
  const [terms, setTerms] = useState<TermsText>(emptyTerms);
  const importing = useImport(project);

  const take = (text: string, name: string | null): void => {
    const parsed = parseCsv(text);
    const id = parsed.columns.find((c) => /^(id|.*_id|key)$/i.test(c)) ?? null;
    setTable(parsed);
    setIdColumn(id);
    setShown(parsed.columns.filter((c) => c !== id).slice(0, 4));
    setLeavingOut(false);
    importing.reset();
    if (name && !terms.name) setTerms({ ...terms, name: name.replace(/\.[a-z]+$/i, ""), source: name });
  };
  const nameBy = (column: string | null): void => {
    setIdColumn(column);
    importing.reset();
  };
  const all = useMemo(() => itemsOf({ table, idColumn, shown }), [table, idColumn, shown]);
  const problems = useMemo(
    () => [...table.problems, ...problemsIn(all), ...importing.refused].toSorted((a, b) => a.line - b.line),
    [table, all, importing.refused],
  );
  const bad = new Set(problems.map((p) => p.line));
  const items = all.filter((item) => !bad.has(item.line));
  const isReady = items.length > 0 && shown.length > 0 && terms.name.trim() && terms.licence.trim() && (bad.size === 0 || isLeavingOut);
  const isRunning = importing.state === "running";

  if (importing.state === "done") {
    return (
      <p className="card pad" role="status">
        <span className="row">
          <Tick /> {m.done(items.length)}
        </span>
      </p>
    );
  }
  return (
    <section className="card pad" aria-label={m.import}>
      <h2>{m.import}</h2>
      <Drop onText={take} />
      {table.columns.length > 0 ? (
        <>
          <Columns table={table} idColumn={idColumn} onIdColumn={nameBy} shown={shown} onShown={setShown} />
          <Terms terms={terms} onChange={setTerms} />
          {importing.refused.length > 0 ? null : <ProblemNote problem={importing.problem} />}
          {importing.state === "stopped" ? (
            <p className="row wrap small">
              {m.stopped}
              <button type="button" className="btn quiet small" onClick={() => void importing.giveUp()}>
                {m.giveUp}
              </button>
            </p>
          ) : null}
          {importing.state === "abandoned" ? <p className="small">{m.abandoned}</p> : null}
          <BadLines problems={problems} isLeavingOut={isLeavingOut} onLeaveOut={setLeavingOut} />
          <div className="row wrap">
            <button
              type="button"
              className={isFirst ? "btn primary" : "btn"}
              disabled={!isReady || isRunning}
              onClick={() => void importing.start({ ...terms, fields: fieldsOf(shown) }, items)}
            >
              {m.go(items.length - importing.nSent)}
            </button>
            {isRunning ? (
              <span className="row small grow">
                <span style={{ inlineSize: 160 }}>
                  <Progress value={importing.nSent} of={items.length} label={m.import} />
                </span>
                {m.progress(importing.nSent, items.length)}
              </span>
            ) : null}
          </div>
        </>
      ) : null}
    </section>
  );
}
