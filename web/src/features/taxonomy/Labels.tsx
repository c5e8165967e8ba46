import { useState, type CSSProperties, type ReactNode } from "react";
import { ApiError } from "@/api/client";
import type { Taxonomy } from "@/api/schema";
import { KeyHint, labelColor } from "@/kit";
import { useOverview, useTaxonomy } from "@/kit/queries";
import { leads } from "@/kit/session";
import { useCommand } from "@/kit/useCommand";
import { Loaded, Page, ProblemNote } from "@/view";
import { draftOf, emptyDraft, labelOf, problemsOf, type LabelDraft } from "./draft";
import { LabelForm } from "./LabelForm";
import { m } from "./messages/en";
import "./taxonomy.css";

export default function Labels({ project }: { readonly project: string }): ReactNode {
  const overview = useOverview(project);
  const version = overview.data?.taxonomy_version ?? null;
  const taxonomy = useTaxonomy(project, version !== null);
  if (!overview.data) return <Loaded of={overview}>{() => null}</Loaded>;
  const isGone = taxonomy.error instanceof ApiError && taxonomy.error.problem.status === 404;
  if (version !== null && !taxonomy.data && !isGone) return <Loaded of={taxonomy}>{() => null}</Loaded>;
  const inForce = taxonomy.data ?? null;
  return <LabelsEditor key={inForce?.version ?? 0} project={project} inForce={inForce} mayPublish={leads(overview.data.roles)} />;
}

interface EditorProps {
  readonly project: string;
  readonly inForce: Taxonomy | null;
  readonly mayPublish: boolean;
}

function LabelsEditor({ project, inForce, mayPublish }: EditorProps): ReactNode {
  const before = (inForce?.labels ?? []).map(draftOf);
  const [drafts, setDrafts] = useState<readonly LabelDraft[]>(before.length > 0 || !mayPublish ? before : [emptyDraft(0)]);
  const [selected, setSelected] = useState(0);
  const { send, problem, isSending } = useCommand(project);
  const next = (inForce?.version ?? 0) + 1;
  const isChanged = JSON.stringify(drafts.map(labelOf)) !== JSON.stringify(before.map(labelOf));
  const isComplete = drafts.length > 0 && drafts.every((d) => d.name.trim() && d.code.trim() && !Object.values(problemsOf(d, drafts)).some(Boolean));
  const at = drafts.findIndex((d) => d.id === selected);
  const draft = drafts[at];
  const add = (): void => {
    const id = Math.max(-1, ...drafts.map((d) => d.id)) + 1;
    setDrafts([...drafts, emptyDraft(id)]);
    setSelected(id);
  };
  const remove = (id: number): void => {
    const rest = drafts.filter((d) => d.id !== id);
    setDrafts(rest);
    setSelected(rest[0]?.id ?? 0);
  };
  return (
    <Page
      title={m.title}
      sub={m.sub(drafts.length)}
      chip={
        isChanged && mayPublish && inForce ? (
          <span className="chip accent">{m.draft(next)}</span>
        ) : inForce ? (
          <span className="chip">{m.version(inForce.version)}</span>
        ) : null
      }
      actions={
        mayPublish ? (
          <button type="button" className="btn" onClick={add}>
            {m.add}
          </button>
        ) : null
      }
    >
      <div className="labels-grid">
        <nav className="label-list" aria-label={m.list}>
          {drafts.length === 0 ? <p className="small">{m.empty}</p> : null}
          {drafts.map((d, n) => (
            <button
              key={d.id}
              type="button"
              className="label-row"
              style={{ "--c": labelColor(n) } as CSSProperties}
              aria-current={d.id === selected ? "true" : undefined}
              onClick={() => setSelected(d.id)}
            >
              <span className="swatch" />
              <span>
                <b>{d.name || m.untitled}</b>
                <br />
                <code>{d.code || "—"}</code>
              </span>
              <KeyHint keys={n < 9 ? String(n + 1) : "·"} />
            </button>
          ))}
        </nav>
        {draft ? (
          <LabelForm
            key={draft.id}
            draft={draft}
            isNew={!before.some((d) => d.id === draft.id)}
            problems={problemsOf(draft, drafts)}
            isReadOnly={!mayPublish}
            onChange={(changed) => setDrafts(drafts.map((d) => (d.id === changed.id ? changed : d)))}
            onRemove={() => remove(draft.id)}
          />
        ) : null}
      </div>
      <ProblemNote problem={problem} />
      {mayPublish ? (
        <div className="card pad">
          <div className="between">
            <p className="small">{m.meaning}</p>
            <button
              type="button"
              className="btn primary"
              disabled={!isChanged || !isComplete || isSending}
              onClick={() => void send("publish_taxonomy", { labels: drafts.map(labelOf) })}
            >
              {m.publish(next)}
            </button>
          </div>
        </div>
      ) : null}
    </Page>
  );
}
