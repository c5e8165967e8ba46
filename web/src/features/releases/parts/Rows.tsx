import type { ReactNode } from "react";
import { Link } from "wouter";
import type { NamedItem } from "@/api/listed";
import type { ReleaseRow } from "@/api/schema";
import type { JsonValue } from "@/kit";
import { useOverview } from "@/kit/queries";
import { itemName } from "@/state/number";
import { Loaded, Onward } from "@/view";
import { m } from "../messages/en";
import { useRows } from "../queries";

interface RowsProps {
  readonly project: string;
  readonly release: string;
}

export function Rows({ project, release }: RowsProps): ReactNode {
  const rows = useRows(project, release, true);
  const overview = useOverview(project);
  const questions = overview.data?.questions ?? [];
  const titles = new Map(questions.length > 1 ? questions.map((q) => [q.question, q.title]) : []);
  return (
    <Loaded of={rows}>
      {(pages) => {
        const list = pages.pages.flatMap((p) => p.rows);
        const items = Object.assign({}, ...pages.pages.map((p) => p.items)) as { readonly [item: string]: NamedItem };
        if (list.length === 0) return <p className="card empty muted">{m.noRows}</p>;
        return (
          <div className="card">
            <table>
              <thead>
                <tr>
                  <th>{m.item}</th>
                  <th>{m.value}</th>
                  <th>{m.status}</th>
                  <th className="n wide">{m.votes}</th>
                  <th className="n">
                    <span className="hidden">{m.why}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {list.map((row) => (
                  <RowLine key={row.row_id} project={project} row={row} item={items[row.item_id] ?? {}} question={titles.get(row.question_id) ?? null} />
                ))}
              </tbody>
            </table>
            {rows.hasNextPage ? (
              <div className="pad">
                <button type="button" className="btn" disabled={rows.isFetchingNextPage} onClick={() => void rows.fetchNextPage()}>
                  {m.more}
                </button>
              </div>
            ) : null}
          </div>
        );
      }}
    </Loaded>
  );
}

interface RowLineProps {
  readonly project: string;
  readonly row: ReleaseRow;
  readonly item: NamedItem;
  readonly question: string | null;
}

function RowLine({ project, row, item, question }: RowLineProps): ReactNode {
  return (
    <tr>
      <td>
        <b title={row.item_id}>{itemName({ item: row.item_id, ...item })}</b> {question ? <span className="tiny">{question}</span> : null}
        {item.excerpt ? (
          <p className="small excerpt" dir="auto">
            {item.excerpt}
          </p>
        ) : null}
      </td>
      <td dir="auto">
        <b>{valueText(row.value)}</b>
      </td>
      <td>
        <span className={row.status === "unresolved" ? "chip warn" : row.status === "released" || row.status === "settled" ? "chip ok" : "chip"}>
          {row.status}
        </span>
      </td>
      <td className="n wide">{row.n_votes}</td>
      <td className="n">
        <Link href={`/p/${project}/explain/${encodeURIComponent(row.row_id)}`}>{m.explain} <Onward /></Link>
      </td>
    </tr>
  );
}

function valueText(value: JsonValue): string {
  if (value === null) return m.nothingSaid;
  if (typeof value === "string") return value.length > 90 ? `${value.slice(0, 89)}…` : value;
  return Array.isArray(value) ? value.join(", ") : JSON.stringify(value);
}
