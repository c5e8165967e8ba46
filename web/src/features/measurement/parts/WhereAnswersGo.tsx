import { useState, type CSSProperties, type ReactNode } from "react";
import type { Cell, Matrix } from "@/api/quality";
import { coefficient } from "@/state/number";
import { Tabs } from "@/view";
import { m } from "../messages/en";

/** A row of fewer answers is printed, and not painted: a strong colour would say more than it knows. */
const FEW = 30;

type Against = Matrix["against"];

/** Rows: what was expected of the item. Columns: what was answered. */
export function WhereAnswersGo({ matrices }: { readonly matrices: readonly Matrix[] }): ReactNode {
  return (
    <section className="card" aria-labelledby="where">
      <Matrices matrices={matrices} title={<h2 id="where">{m.whereTitle}</h2>} name={m.whereTitle} panel="where-panel" />
    </section>
  );
}

interface MatricesProps {
  readonly matrices: readonly Matrix[];
  readonly title: ReactNode;
  readonly name: string;
  readonly panel: string;
}

/** The same answers against what others said, and against what a model takes to be true. */
export function Matrices({ matrices, title, name, panel }: MatricesProps): ReactNode {
  const [against, setAgainst] = useState<Against>("others");
  const matrix = matrices.find((each) => each.against === against) ?? matrices[0];
  return (
    <>
      <div className="head between wrap">
        {title}
        {matrices.length > 1 ? (
          <Tabs<Against>
            label={m.against}
            panel={panel}
            kind="quiet"
            value={against}
            onChange={setAgainst}
            tabs={matrices.map((each) => ({ id: each.against, title: m.againstTabs[each.against] }))}
          />
        ) : null}
      </div>
      {matrix ? (
        <div id={panel} role="tabpanel" aria-labelledby={`${panel}-${matrix.against}`}>
          <MatrixTable matrix={matrix} name={name} />
          <p className="tiny matrix-note">{m.whereNotes[matrix.against]}</p>
        </div>
      ) : (
        <p className="small empty">{m.noMatrix}</p>
      )}
    </>
  );
}

/** Shares as numbers with their intervals; the tint only repeats them. */
function MatrixTable({ matrix, name }: { readonly matrix: Matrix; readonly name: string }): ReactNode {
  return (
    <div className="scrolls" tabIndex={0} role="region" aria-label={m.inTable(name)}>
      <table className="matrix">
        <caption className="hidden">{m.whereCaptions[matrix.against]}</caption>
        <thead>
          <tr>
            <td />
            {matrix.rows.map((row) => (
              <th key={row.name} scope="col" dir="auto">
                {row.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.rows.map((row) => (
            <tr key={row.name}>
              <th scope="row" dir="auto">
                {row.name} <span className="tiny">{m.rowN(row.n)}</span>
                {row.n > 0 && row.n < FEW ? <span className="chip warn">{m.fewRow}</span> : null}
              </th>
              {row.cells.map((cell, n) => (
                <Share key={n} cell={cell} isFew={row.n < FEW} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Share({ cell, isFew }: { readonly cell: Cell; readonly isFew: boolean }): ReactNode {
  if (cell.share === null || cell.low === null || cell.high === null) return <td>–</td>;
  const tint = { "--share": isFew ? "0%" : `${Math.round(cell.share * 100)}%` } as CSSProperties;
  return (
    <td style={tint} className={!isFew && cell.share >= 0.55 ? "strong-tint" : undefined}>
      <b>{coefficient(cell.share)}</b>
      <span>{`[${coefficient(cell.low)}, ${coefficient(cell.high)}]`}</span>
    </td>
  );
}
