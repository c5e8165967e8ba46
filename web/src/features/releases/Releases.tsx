import { useState, type ReactNode } from "react";
import { Link } from "wouter";
import type { Release } from "@/api/schema";
import { useOverview } from "@/kit/queries";
import { leads } from "@/kit/session";
import { useCommand } from "@/kit/useCommand";
import { dayText, timeText } from "@/state/messages";
import { grouped } from "@/state/number";
import { Loaded, Page, ProblemNote, TextField } from "@/view";
import { m } from "./messages/en";
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

function Request({ project }: { readonly project: string }): ReactNode {
  const [note, setNote] = useState("");
  const { send, problem, isSending } = useCommand(project);
  const request = async (): Promise<void> => {
    if (await send("request_release", { note: note.trim() })) setNote("");
  };
  return (
    <div className="card pad">
      <h2>{m.request}</h2>
      <TextField label={m.note} hint={m.noteHint} value={note} onChange={setNote} rows={2} />
      <ProblemNote problem={problem} />
      <button type="button" className="btn primary" disabled={isSending} onClick={() => void request()}>
        {m.request}
      </button>
    </div>
  );
}
