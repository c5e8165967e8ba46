import { useCallback, useEffect, useState, type CSSProperties, type ReactNode } from "react";
import { Link } from "wouter";
import type { Dispute, Guideline } from "@/api/schema";
import { useEditors } from "@/kit/useEditors";
import { useCommands } from "@/kit/commands";
import { GuideDrawer, type GuideTab } from "@/kit/GuideDrawer";
import { KeyHint } from "@/kit";
import { useGuideline, useTaxonomy } from "@/kit/queries";
import { itemName } from "@/state/number";
import { Backward, Loaded, ProblemNote, measureText } from "@/view";
import { ApiError } from "@/api/client";
import { m } from "./messages/en";
import { AtIssue } from "./parts/AtIssue";
import { Columns } from "./parts/Columns";
import { Decision } from "./parts/Decision";
import { SignBar } from "./parts/SignBar";
import { useOpenedDispute } from "./queries";
import { useRuling } from "./useRuling";
import "./adjudicate.css";

interface AdjudicateProps {
  readonly project: string;
  readonly dispute: string;
  readonly onKeys: () => void;
}

/** The answers side by side under letters, the decision beside them, a reason, a signature. */
export default function Adjudicate({ project, dispute, onKeys }: AdjudicateProps): ReactNode {
  const opened = useOpenedDispute(project, dispute);
  if (opened.error instanceof ApiError) {
    return (
      <main className="body">
        <ProblemNote problem={opened.error.problem} action={<Link href={`/p/${project}/disputes`}>{m.back}</Link>} />
      </main>
    );
  }
  return <Loaded of={opened}>{(found) => <Bench project={project} dispute={found} onKeys={onKeys} />}</Loaded>;
}

interface BenchProps {
  readonly project: string;
  readonly dispute: Dispute;
  readonly onKeys: () => void;
}

function Bench({ project, dispute, onKeys }: BenchProps): ReactNode {
  const editors = useEditors([dispute.question.type]);
  const guideline = useGuideline(project, null, dispute.guideline_version !== null);
  const editor = editors?.[dispute.question.type];
  const title = itemName(dispute);
  useEffect(() => void (document.title = `${title} · ${m.title} · Labelproof`), [title]);
  if (!editor) return <div className="loading" role="progressbar" aria-label="Loading" />;
  return (
    <Seated project={project} dispute={dispute} editor={editor} guideline={guideline.data} title={title} onKeys={onKeys} />
  );
}

interface SeatedProps extends BenchProps {
  readonly editor: NonNullable<ReturnType<typeof useEditors>>[string];
  readonly guideline: Guideline | undefined;
  readonly title: string;
}

const NO_CLAUSES: Guideline["clauses"] = [];

function Seated({ project, dispute, editor, guideline, title, onKeys }: SeatedProps): ReactNode {
  useEffect(() => document.querySelector<HTMLElement>(".bench-title")?.focus(), []);
  const clauses = guideline?.clauses ?? NO_CLAUSES;
  const ruling = useRuling(project, dispute, editor, clauses.map((c) => c.id));
  const guide = useGuide();
  const nDifferences = ruling.rows.filter((r) => r.state !== "agree").length;
  return (
    <div className="bench">
      <header className="top">
        <Link href={`/p/${project}/disputes`} className="muted">
          <Backward /> {m.back}
        </Link>
        <span className="sep" aria-hidden="true">
          /
        </span>
        <h1 className="bench-title" tabIndex={-1}>
          {title}
        </h1>
        <span className="chip warn">
          {m.differences(nDifferences)}
          {ruling.nUndecided > 0 ? `, ${m.undecided(ruling.nUndecided)}` : ""}
        </span>
        <span className="small bench-words">{m.hidden}</span>
        <span className="grow" />
        {dispute.agreement ? <span className="small bench-words">{`${m.alpha} ${measureText(dispute.agreement)}`}</span> : null}
        <button type="button" className="btn quiet small" aria-expanded={guide.isOpen} aria-keyshortcuts="h" onClick={guide.toggle}>
          {m.guide} <KeyHint keys="h" />
        </button>
        <button type="button" className="key-button" aria-label={m.keys} onClick={onKeys}>
          <kbd aria-hidden="true">?</kbd>
        </button>
      </header>
      <main className={guide.isOpen ? "bench-main guided" : "bench-main"}>
        <section className="strip" aria-label={m.item}>
          {Object.entries(dispute.content).map(([field, text], n, all) => (
            <p key={field} className={n === all.length - 1 ? "strip-text" : "strip-text context"} dir="auto">
              {all.length > 1 ? <span className="eyebrow">{field.replaceAll("_", " ")}</span> : null}
              {text}
            </p>
          ))}
          <p className="strip-question">{dispute.question.title}</p>
        </section>
        <div className="columns" style={{ "--n": ruling.sides.length } as CSSProperties}>
          <Columns dispute={dispute} ruling={ruling} />
          <Decision dispute={dispute} editor={editor} ruling={ruling}>
            <AtIssue project={project} ruling={ruling} clauses={clauses} />
          </Decision>
        </div>
        {guide.isOpen ? <Guide project={project} guideline={guideline} tab={guide.tab} onTab={guide.setTab} /> : null}
      </main>
      <SignBar ruling={ruling} clauses={clauses} />
    </div>
  );
}

interface GuideState {
  readonly isOpen: boolean;
  readonly tab: GuideTab;
  toggle(): void;
  setTab(tab: GuideTab): void;
}

/** The guideline beside the decision, opened and closed by the key it has in the workspace. */
function useGuide(): GuideState {
  const [isOpen, setOpen] = useState(false);
  const [tab, setTab] = useState<GuideTab>("guide");
  const toggle = useCallback(() => {
    setOpen(!isOpen);
    if (!isOpen) requestAnimationFrame(() => document.getElementById("guide-panel")?.focus());
  }, [isOpen]);
  useCommands([{ id: "bench.guide", title: m.openGuide, keys: "h", group: m.group, run: toggle }]);
  return { isOpen, tab, toggle, setTab };
}

interface GuideProps {
  readonly project: string;
  readonly guideline: Guideline | undefined;
  readonly tab: GuideTab;
  readonly onTab: (tab: GuideTab) => void;
}

function Guide({ project, guideline, tab, onTab }: GuideProps): ReactNode {
  const taxonomy = useTaxonomy(project);
  return <GuideDrawer guideline={guideline} taxonomy={taxonomy.data} tab={tab} onTab={onTab} />;
}
