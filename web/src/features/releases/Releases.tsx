import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Release } from "@/api/schema";
import { useOverview } from "@/kit/queries";
import { leads } from "@/kit/session";
import { dayText, timeText } from "@/state/messages";
import { grouped } from "@/state/number";
import { Loaded, Page } from "@/view";
import { m } from "./messages/en";
import { Request } from "./parts/Request";
import { useReleases } from "./queries";
import "./releases.css";

export default function Releases({ project }: { readonly project: string }): ReactNode {
  const overview = useOverview(project);
  const releases = useReleases(project);
  return (
    <Page title={m.title} sub={m.sub}>
      <div className="side">
        <Loaded of={releases}>
          {(list) => (list.length === 0 ? <p className="card empty muted">{m.none}</p> : <Table project={project} list={list} />)}
        </Loaded>
        {leads(overview.data?.roles ?? []) ? <Request project={project} /> : null}
      </div>
    </Page>
  );
}

const dateOf = (r: Release): string => `${dayText(r.requested_at)} ${timeText(r.requested_at)}`;

function Table({ project, list }: { readonly project: string; readonly list: readonly Release[] }): ReactNode {
  const hasUnresolved = list.some((r) => r.n_unresolved != null);
  return (
    <div className="card">
      <table>
        <thead>
          <tr>
            <th>{m.release}</th>
            <th>{m.state}</th>
            <th className="n">{m.position}</th>
            <th className="n">{m.rows}</th>
            {hasUnresolved ? <th className="n">{m.unresolved}</th> : null}
          </tr>
        </thead>
        <tbody>
          {list.map((r) => (
            <tr key={r.release}>
              <td>
                <Link href={`/p/${project}/releases/${r.release}`}>
                  <b>{m.releaseOf(dateOf(r))}</b>
                </Link>
                {r.note ? <p className="small" dir="auto">{r.note}</p> : null}
              </td>
              <td>
                <StateChip release={r} />
              </td>
              <td className="n">{grouped(r.position)}</td>
              <td className="n">{r.n_rows === null ? "" : grouped(r.n_rows)}</td>
              {hasUnresolved ? <td className="n">{r.n_unresolved == null ? "" : grouped(r.n_unresolved)}</td> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function StateChip({ release }: { readonly release: Release }): ReactNode {
  const kind = release.state === "published" ? "ok" : release.state === "abandoned" ? "" : "accent";
  return <span className={`chip ${kind}`}>{m.states[release.state] ?? release.state}</span>;
}
