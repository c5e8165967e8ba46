import type { ReactNode } from "react";
import type { Table } from "@/state/csv";
import { Field } from "@/view";
import { m } from "../messages/en";

interface ColumnsProps {
  readonly table: Table;
  readonly idColumn: string | null;
  readonly onIdColumn: (column: string | null) => void;
  readonly shown: readonly string[];
  readonly onShown: (columns: readonly string[]) => void;
}

export function Columns({ table, idColumn, onIdColumn, shown, onShown }: ColumnsProps): ReactNode {
  const toggle = (column: string): void => onShown(shown.includes(column) ? shown.filter((c) => c !== column) : [...shown, column]);
  return (
    <>
      <p className="small">{m.found(table.rows.length, table.columns.length)}</p>
      <div className="preview" role="region" aria-label={m.preview} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {table.columns.map((c) => (
                <th key={c}>{c}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.slice(0, 4).map((row, n) => (
              <tr key={n}>
                {row.map((cell, i) => (
                  <td key={i} dir="auto">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="fields">
        <fieldset className="field">
          <legend className="label small strong">{m.shown}</legend>
          <span className="column-pick">
            {table.columns.map((column) => (
              <button key={column} type="button" className="pick" aria-pressed={shown.includes(column)} onClick={() => toggle(column)}>
                <span className="tiny">{shown.includes(column) ? shown.indexOf(column) + 1 : "·"}</span> {column}
              </button>
            ))}
          </span>
        </fieldset>
        <Field label={m.idColumn}>
          {(props) => (
            <select className="input" value={idColumn ?? ""} onChange={(e) => onIdColumn(e.target.value || null)} {...props}>
              <option value="">{m.noId}</option>
              {table.columns.map((c) => (
                <option key={c} value={c}>
                  {c}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
    </>
  );
}
