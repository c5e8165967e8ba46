import { memo, type CSSProperties, type ReactNode } from "react";
import type { Flag } from "@/api/listed";
import type { Guideline, Label, Taxonomy } from "@/api/schema";
import { itemName } from "@/state/number";
import { RenderedHtml, Sign, Tabs } from "@/view";
import { labelColor } from "./labelColor";
import { m } from "./messages/en";
import "./guide.css";

export type GuideTab = "guide" | "labels" | "answers";

interface GuideDrawerProps {
  readonly guideline: Guideline | undefined;
  readonly taxonomy: Taxonomy | undefined;
  /** What this person asked or flagged; none for those who do not ask here. */
  readonly asked?: readonly Flag[];
  readonly tab: GuideTab;
  readonly onTab: (tab: GuideTab) => void;
  readonly foot?: ReactNode;
}

const NOTHING: readonly Flag[] = [];

/** Guideline clauses and label cards beside the item; a region, not a dialog, so reading blocks nothing. Drawn once for all items. */
export const GuideDrawer = memo(function GuideDrawer({ guideline, taxonomy, asked = NOTHING, tab, onTab, foot }: GuideDrawerProps): ReactNode {
  const answered = asked.filter((f) => f.state === "answered");
  const tabs: { id: GuideTab; title: ReactNode }[] = [
    { id: "guide", title: <>{m.guide} <kbd aria-hidden="true">h</kbd></> },
    { id: "labels", title: <>{m.labels} <span className="chip count">{taxonomy?.labels.length ?? 0}</span></> },
  ];
  if (asked.length > 0) tabs.push({ id: "answers", title: <>{m.answers} <span className="chip count">{answered.length}</span></> });
  return (
    <aside className="guide-pane" aria-label={m.drawer} tabIndex={-1} data-region>
      <Tabs<GuideTab> kind="drawer" label={m.drawer} panel="guide-panel" value={tab} onChange={onTab} tabs={tabs} />
      <div id="guide-panel" role="tabpanel" aria-labelledby={`guide-panel-${tab}`} className="guide-body" tabIndex={0}>
        {tab === "guide" ? <Clauses guideline={guideline} /> : null}
        {tab === "labels" ? <LabelCards labels={taxonomy?.labels ?? []} /> : null}
        {tab === "answers" ? <Answers answered={answered} nWaiting={asked.length - answered.length} /> : null}
        {foot}
      </div>
    </aside>
  );
});

function Clauses({ guideline }: { readonly guideline: Guideline | undefined }): ReactNode {
  if (!guideline) return <p className="small">{m.noGuide}</p>;
  return guideline.clauses.map((clause) => (
    <section key={clause.id} className="clause">
      {/^\d/.test(clause.id) ? <div className="eyebrow clause-id">{m.clause(clause.id)}</div> : null}
      <h2>{clause.title}</h2>
      <RenderedHtml html={clause.html} />
    </section>
  ));
}

function LabelCards({ labels }: { readonly labels: readonly Label[] }): ReactNode {
  if (labels.length === 0) return <p className="small">{m.noLabels}</p>;
  return labels.map((label, n) => (
    <section key={label.code} className="label-card" style={{ "--c": labelColor(n) } as CSSProperties}>
      <h2 className="between">
        <span className="row">
          <span className="swatch" /> {label.name}
        </span>
        <code>{label.code}</code>
      </h2>
      {label.definition ? <p>{label.definition}</p> : null}
      <Examples texts={label.examples} isGood />
      <Examples texts={label.counter_examples} isGood={false} />
      {label.disallowed ? (
        <p className="small">
          <b>{m.disallowed}</b> {label.disallowed}
        </p>
      ) : null}
    </section>
  ));
}

function Examples({ texts, isGood }: { readonly texts: readonly string[]; readonly isGood: boolean }): ReactNode {
  return texts.map((text) => (
    <div key={text} className={isGood ? "example good" : "example bad"}>
      <i>
        <Sign of={isGood ? "tick" : "cross"} />
        <span className="hidden">{isGood ? m.good : m.bad}</span>
      </i>
      <span dir="auto">{text}</span>
    </div>
  ));
}

/** What the leads answered, the question above it. */
export function Answers({ answered, nWaiting }: { readonly answered: readonly Flag[]; readonly nWaiting: number }): ReactNode {
  return (
    <>
      {answered.length === 0 ? <p className="small">{m.answersNone}</p> : null}
      {answered.map((flag) => (
        <section key={flag.flag} className="label-card">
          <h2 className="eyebrow">{m.yourQuestion(itemName(flag))}</h2>
          {flag.reason ? <p className="muted" dir="auto">{flag.reason}</p> : null}
          <p dir="auto">{flag.answer}</p>
        </section>
      ))}
      {nWaiting > 0 ? <p className="small">{m.nWaiting(nWaiting)}</p> : null}
    </>
  );
}
