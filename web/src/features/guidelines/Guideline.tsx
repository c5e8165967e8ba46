import { useState, type ReactNode } from "react";
import { ApiError } from "@/api/client";
import type { Guideline as GuidelineText } from "@/api/schema";
import { useGuideline, useOverview } from "@/kit/queries";
import { hasRole, leads } from "@/kit/session";
import { useCommand } from "@/kit/useCommand";
import { diffLines } from "@/state/diff";
import { dayText, timeText } from "@/state/messages";
import { Loaded, Page, ProblemNote, Tabs } from "@/view";
import { m } from "./messages/en";
import { Candid, Reports } from "./parts/Candid";
import { Changes } from "./parts/Changes";
import { InForce } from "./parts/InForce";
import { Outline, clausesOf } from "./parts/Outline";
import { Reader } from "./parts/Reader";
import "./guideline.css";

type Tab = "write" | "preview" | "changes";

export default function Guideline({ project }: { readonly project: string }): ReactNode {
  const overview = useOverview(project);
  const version = overview.data?.guideline_version ?? null;
  const published = useGuideline(project, null, version !== null);
  if (!overview.data) return <Loaded of={overview}>{() => null}</Loaded>;
  const isGone = published.error instanceof ApiError && published.error.problem.status === 404;
  if (version !== null && !published.data && !isGone) return <Loaded of={published}>{() => null}</Loaded>;
  const inForce = published.data ?? null;
  const { roles } = overview.data;
  return <Editor key={inForce?.version ?? 0} project={project} inForce={inForce} mayPublish={leads(roles)} mayReport={hasRole(roles, "annotator", "adjudicator")} />;
}

interface EditorProps {
  readonly project: string;
  readonly inForce: GuidelineText | null;
  readonly mayPublish: boolean;
  readonly mayReport: boolean;
}

function Editor({ project, inForce, mayPublish, mayReport }: EditorProps): ReactNode {
  const [tab, setTab] = useState<Tab>(inForce ? "preview" : "write");
  const [text, setText] = useDraft(project, inForce?.markdown ?? (mayPublish ? m.starter : ""));
  const { send, problem, isSending } = useCommand(project);
  const next = (inForce?.version ?? 0) + 1;
  const isChanged = text !== (inForce?.markdown ?? "");
  const lines = diffLines(inForce?.markdown ?? "", text);
  const publish = async (): Promise<void> => {
    if (await send("publish_guideline", { markdown: text })) setText(null);
  };
  return (
    <Page
      title={m.title}
      chip={
        isChanged && mayPublish ? (
          <span className="chip accent">{m.draftOf(next)}</span>
        ) : inForce ? (
          <span className="chip ok">{m.inForce(inForce.version)}</span>
        ) : null
      }
      sub={inForce ? m.since(inForce.version, `${dayText(inForce.published_at)} ${timeText(inForce.published_at)}`) : m.none}
      actions={
        mayPublish ? (
          <Tabs<Tab>
            kind="quiet"
            label={m.tabs}
            panel="guideline-panel"
            value={tab}
            onChange={setTab}
            tabs={[
              { id: "preview", title: m.preview },
              { id: "write", title: m.write },
              { id: "changes", title: m.changes(inForce?.version ?? null, next) },
            ]}
          />
        ) : null
      }
    >
      <div className="editor-grid">
        <Outline clauses={tab === "preview" && inForce ? inForce.clauses : clausesOf(text)} isLinked={tab === "preview"} />
        <div id="guideline-panel" className="card" role={mayPublish ? "tabpanel" : undefined} aria-labelledby={mayPublish ? `guideline-panel-${tab}` : undefined}>
          {tab === "preview" ? <Reader guideline={inForce} /> : null}
          {tab === "write" ? (
            <textarea
              className="input code"
              style={{ border: 0, minBlockSize: 480, padding: "20px 28px" }}
              aria-label={m.markdown}
              value={text}
              onChange={(e) => setText(e.target.value)}
            />
          ) : null}
          {tab === "changes" ? <Changes lines={lines} /> : null}
        </div>
        <div className="stack">
          {inForce ? <InForce guideline={inForce} lines={isChanged ? lines : null} /> : null}
          {mayReport ? <Candid project={project} /> : null}
          {mayPublish ? <Reports project={project} /> : null}
        </div>
      </div>
      <ProblemNote problem={problem} />
      {mayPublish ? (
        <div className="card publish-bar">
          <p className="small">{isChanged ? m.meaning : m.unchanged}</p>
          <button type="button" className="btn primary" disabled={!isChanged || isSending || !text.trim()} onClick={() => void publish()}>
            {m.publish(next)}
          </button>
        </div>
      ) : null}
    </Page>
  );
}

/** The draft lies in this browser until it is published; leaving the page loses nothing. */
function useDraft(project: string, published: string): readonly [string, (text: string | null) => void] {
  const key = `labelproof-guideline-${project}`;
  const [text, setText] = useState(() => localStorage.getItem(key) ?? published);
  const set = (next: string | null): void => {
    if (next === null || next === published) localStorage.removeItem(key);
    else localStorage.setItem(key, next);
    if (next !== null) setText(next);
  };
  return [text, set];
}
