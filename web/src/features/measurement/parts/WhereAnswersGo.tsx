import type { CSSProperties, ReactNode } from "react";
import type { Cell, Matrix } from "@/api/quality";
import { coefficient } from "@/state/number";
import { m } from "../messages/en";

/** Rows: what most of the others said about the item. Columns: what was answered. */
export function WhereAnswersGo({ matrix }: { readonly matrix: Matrix | null }): ReactNode {
  return (
    <section className="card" aria-labelledby="where">
      <div className="head between wrap">
        <h2 id="where">{m.whereTitle}</h2>
        <span className="small">{m.whereSub}</span>
      </div>
      {matrix === null ? <p className="small empty">{m.noMatrix}</p> : <MatrixTable matrix={matrix} name={m.whereTitle} />}
    </section>
  );
}

/** Shares as numbers with their intervals; the tint only repeats them. */
export function MatrixTable({ matrix, name }: { readonly matrix: Matrix; readonly name: string }): ReactNode {
  return (
    <div className="scrolls" tabIndex={0} role="region" aria-label={m.inTable(name)}>
      <table className="matrix">
        <caption className="hidden">{m.whereCaption}</caption>
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
              </th>
              {row.cells.map((cell, n) => (
                <Share key={n} cell={cell} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Share({ cell }: { readonly cell: Cell }): ReactNode {
  if (cell.share === null || cell.low === null || cell.high === null) return <td>–</td>;
  return (
    <td style={{ "--share": `${Math.round(cell.share * 45)}%` } as CSSProperties}>
      <b>{coefficient(cell.share)}</b>
      <span>{`[${coefficient(cell.low)}, ${coefficient(cell.high)}]`}</span>
    </td>
  );
}
