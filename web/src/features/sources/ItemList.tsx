import { useInfiniteQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { Link } from "wouter";
import { getJson } from "@/api/client";
import type { ItemsPage, ListedItem } from "@/api/listed";
import { itemName } from "@/state/number";
import { Loaded, Onward } from "@/view";
import { m } from "./messages/en";
import { ExcludeDialog } from "./parts/ExcludeDialog";

const PAGE = 100;
const STATES = ["", "here", "excluded", "withdrawn"] as const;

interface ItemListProps {
  readonly project: string;
  readonly mayExclude: boolean;
}

/** Every item under the id it has elsewhere, a page at a time as the server orders them. */
export function ItemList({ project, mayExclude }: ItemListProps): ReactNode {
  const [state, setState] = useState<(typeof STATES)[number]>("");
  const [excluding, setExcluding] = useState<ListedItem | null>(null);
  const items = useInfiniteQuery({
    queryKey: [project, "items", state],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      getJson<ItemsPage>(`/projects/${project}/items?limit=${PAGE}&after=${encodeURIComponent(pageParam)}${state ? `&state=${state}` : ""}`),
    getNextPageParam: (last) => last.next,
  });
  return (
    <section className="card" aria-labelledby="item-list">
      <div className="head between wrap">
        <h2 id="item-list">{m.list}</h2>
        <label className="row small">
          {m.state}
          <select className="input state-pick" value={state} onChange={(e) => setState(e.target.value as typeof state)}>
            {STATES.map((s) => (
              <option key={s} value={s}>
                {m.states[s] ?? s}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Loaded of={items}>
        {({ pages }) => (
          <ItemTable project={project} list={pages.flatMap((p) => p.items)} onExclude={mayExclude ? setExcluding : null} />
        )}
      </Loaded>
      {items.hasNextPage ? (
        <div className="pad">
          <button type="button" className="btn" disabled={items.isFetchingNextPage} onClick={() => void items.fetchNextPage()}>
            {m.more}
          </button>
        </div>
      ) : null}
      {excluding ? <ExcludeDialog project={project} item={excluding} onClose={() => setExcluding(null)} /> : null}
    </section>
  );
}

interface ItemTableProps {
  readonly project: string;
  readonly list: readonly ListedItem[];
  readonly onExclude: ((item: ListedItem) => void) | null;
}

function ItemTable({ project, list, onExclude }: ItemTableProps): ReactNode {
  if (list.length === 0) return <p className="empty small">{m.noItems}</p>;
  return (
    <table>
      <thead>
        <tr>
          <th>{m.item}</th>
          <th>{m.state}</th>
          <th className="n">
            <span className="hidden">{m.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {list.map((item) => (
          <tr key={item.item}>
            <td>
              <b title={item.item}>{itemName(item)}</b>
              {item.excerpt ? (
                <p className="small" dir="auto">
                  {item.excerpt}
                </p>
              ) : null}
            </td>
            <td>
              <span className={item.state === "here" ? "chip" : "chip warn"}>{m.states[item.state] ?? item.state}</span>
            </td>
            <td className="n">
              <span className="row item-actions">
                {onExclude && item.state === "here" ? (
                  <button type="button" className="btn quiet small" aria-label={m.excludeOne(itemName(item))} onClick={() => onExclude(item)}>
                    {m.exclude}
                  </button>
                ) : null}
                <Link href={`/p/${project}/explain/${encodeURIComponent(item.item)}`} aria-label={m.explainOne(itemName(item))}>
                  {m.explain} <Onward />
                </Link>
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
