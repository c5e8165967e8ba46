import type { ReactNode } from "react";
import type { Collection, Role } from "@/api/schema";
import { useOverview } from "@/kit/queries";
import { hasRole, leads } from "@/kit/session";
import { grouped } from "@/state/number";
import { Loaded, Page } from "@/view";
import { ImportForm } from "./ImportForm";
import { ItemList } from "./ItemList";
import { m } from "./messages/en";
import "./sources.css";

const mayList = (roles: readonly Role[]): boolean => hasRole(roles, "owner", "lead", "adjudicator", "auditor");

export default function Items({ project }: { readonly project: string }): ReactNode {
  const overview = useOverview(project);
  return (
    <Loaded of={overview}>
      {(found) => (
        <Page title={m.title} sub={found.collections.length > 0 ? m.sub(found.n_items, found.collections.length) : m.none}>
          {found.collections.length > 0 ? <Collections list={found.collections} /> : null}
          {found.n_items > 0 && mayList(found.roles) ? <ItemList project={project} mayExclude={leads(found.roles)} /> : null}
          {leads(found.roles) ? <ImportForm project={project} isFirst={found.collections.length === 0} /> : null}
        </Page>
      )}
    </Loaded>
  );
}

function Collections({ list }: { readonly list: readonly Collection[] }): ReactNode {
  return (
    <div className="card">
      <table>
        <thead>
          <tr>
            <th>{m.collection}</th>
            <th>{m.source}</th>
            <th>{m.licence}</th>
            <th>{m.state}</th>
            <th className="n">{m.items}</th>
          </tr>
        </thead>
        <tbody>
          {list.map((c) => (
            <tr key={c.collection}>
              <td>
                <b>{c.name}</b>
              </td>
              <td className="muted">{c.source}</td>
              <td>{c.licence}</td>
              <td>
                <span className={c.state === "sealed" ? "chip ok" : "chip warn"}>{m.collectionStates[c.state] ?? c.state}</span>
              </td>
              <td className="n">{grouped(c.n_items)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
