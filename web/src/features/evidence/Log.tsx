import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { useLocation } from "wouter";
import { getJson } from "@/api/client";
import type { LogPage } from "@/api/schema";
import { useNow } from "@/kit/useNow";
import { rememberedHead } from "@/offline/heads";
import { agoText, dayText } from "@/state/messages";
import { grouped } from "@/state/number";
import { Loaded, Page, TextField } from "@/view";
import { m } from "./messages/en";
import "./evidence.css";

export default function Log({ project }: { readonly project: string }): ReactNode {
  const log = useQuery({ queryKey: [project, "log"], queryFn: () => getJson<LogPage>(`/projects/${project}/log`) });
  return (
    <Page title={m.log} sub={m.logSub}>
      <Loaded of={log}>
        {(found) => (
          <div className="side">
            <Checkpoints log={found} />
            <div className="stack">
              <Facts log={found} />
              <OpenId project={project} />
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Checkpoints({ log }: { readonly log: LogPage }): ReactNode {
  const now = useNow();
  if (log.checkpoints.length === 0) return <p className="card empty muted">{m.noCheckpoints}</p>;
  return (
    <div className="card">
      <div className="head">
        <h2>{m.checkpoints}</h2>
      </div>
      <table>
        <thead>
          <tr>
            <th className="n">{m.size}</th>
            <th>{m.root}</th>
            <th className="n">{m.signedAt}</th>
          </tr>
        </thead>
        <tbody>
          {log.checkpoints.map((c) => (
            <tr key={c.size}>
              <td className="n">{grouped(c.size)}</td>
              <td>
                <code>{c.root}</code>
              </td>
              <td className="n muted">{agoText(c.at, now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Facts({ log }: { readonly log: LogPage }): ReactNode {
  const head = rememberedHead(log.vkey);
  return (
    <div className="card pad">
      <h2>{m.origin}</h2>
      <code>{log.origin}</code>
      <h2>{m.key}</h2>
      <code>{log.vkey}</code>
      <h2>{m.remembered}</h2>
      <p className="small">{head === null ? m.nothingRemembered : m.rememberedHead(head.size, dayText(head.at))}</p>
    </div>
  );
}

function OpenId({ project }: { readonly project: string }): ReactNode {
  const [id, setId] = useState("");
  const [, go] = useLocation();
  const open = (event: FormEvent): void => {
    event.preventDefault();
    if (id.trim()) go(`/p/${project}/explain/${encodeURIComponent(id.trim())}`);
  };
  return (
    <form className="card pad" onSubmit={open}>
      <TextField label={m.openId} hint={m.openIdHint} value={id} onChange={setId} />
      <div>
        <button type="submit" className="btn" disabled={!id.trim()}>
          {m.open}
        </button>
      </div>
    </form>
  );
}
