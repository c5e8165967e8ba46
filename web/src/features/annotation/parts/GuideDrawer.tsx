import { memo, useState, type CSSProperties, type ReactNode } from "react";
import type { Guideline, Label, Taxonomy } from "@/api/schema";
import { labelColor } from "@/kit";
import { RenderedHtml, Tabs } from "@/view";
import { m } from "../messages/en";

type Tab = "guide" | "labels";

interface GuideDrawerProps {
  readonly guideline: Guideline | undefined;
  readonly taxonomy: Taxonomy | undefined;
}

/** Guideline clauses and label cards beside the item; a region, not a dialog, so reading blocks nothing. Drawn once for all items. */
export const GuideDrawer = memo(function GuideDrawer({ guideline, taxonomy }: GuideDrawerProps): ReactNode {
  const [tab, setTab] = useState<Tab>("guide");
  return (
    <aside className="guide-pane" aria-label={m.drawer} tabIndex={-1} data-region>
      <Tabs<Tab>
        kind="drawer"
        label={m.drawer}
        panel="guide-panel"
        value={tab}
        onChange={setTab}
        tabs={[
          { id: "guide", title: <>{m.guide} <kbd aria-hidden="true">h</kbd></> },
          { id: "labels", title: <>{m.labels} <span className="chip count">{taxonomy?.labels.length ?? 0}</span></> },
        ]}
      />
      <div id="guide-panel" role="tabpanel" aria-labelledby={`guide-panel-${tab}`} className="guide-body" tabIndex={0}>
        {tab === "guide" ? <Clauses guideline={guideline} /> : <LabelCards labels={taxonomy?.labels ?? []} />}
        <p className="small">
          {m.unclear} <kbd>c</kbd> {m.unclearAsk} <kbd>f</kbd> {m.unclearFlag}
        </p>
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
      <i aria-hidden="true">{isGood ? "✓" : "✗"}</i>
      <span dir="auto">{text}</span>
    </div>
  ));
}
