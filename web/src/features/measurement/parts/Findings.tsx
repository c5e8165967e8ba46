import { useState, type ReactNode } from "react";
import type { Finding, ImprovementAction, RecordedMeasure } from "@/api/quality";
import type { Overview } from "@/api/schema";
import { leads } from "@/kit/session";
import { useNow } from "@/kit/useNow";
import { agoText, dayText, lastDayText } from "@/state/messages";
import { coefficient, grouped, type Measure } from "@/state/number";
import { measureText } from "@/view";
import { f } from "../messages/findings";
import { CloseFinding, FinishAction, OpenFinding, PlanAction } from "./FindingDialogs";

interface FindingsProps {
  readonly project: string;
  readonly overview: Overview;
  readonly findings: readonly Finding[];
}

type Doing =
  | { readonly kind: "open" }
  | { readonly kind: "plan" | "close"; readonly finding: Finding }
  | { readonly kind: "finish"; readonly action: ImprovementAction };

/** What is wrong, what is done about it, and what it changed. */
export function Findings({ project, overview, findings }: FindingsProps): ReactNode {
  const [doing, setDoing] = useState<Doing | null>(null);
  const isLead = leads(overview.roles);
  const onClose = (): void => setDoing(null);
  return (
    <section className="card" aria-labelledby="findings">
      <div className="head between wrap">
        <h2 id="findings">{f.title}</h2>
        <span className="small">{f.sub(findings.length)}</span>
      </div>
      {findings.length === 0 ? (
        <p className="small foot">{f.none}</p>
      ) : (
        <ul className="lines">
          {findings.map((finding) => (
            <Line key={finding.finding} finding={finding} isLead={isLead} onDo={setDoing} />
          ))}
        </ul>
      )}
      {isLead ? (
        <p className="foot">
          <button type="button" className="btn" onClick={() => setDoing({ kind: "open" })}>
            {f.open}
          </button>
        </p>
      ) : null}
      {doing?.kind === "open" ? <OpenFinding project={project} onClose={onClose} /> : null}
      {doing?.kind === "plan" ? <PlanAction project={project} finding={doing.finding} me={overview.member} onClose={onClose} /> : null}
      {doing?.kind === "close" ? <CloseFinding project={project} finding={doing.finding} onClose={onClose} /> : null}
      {doing?.kind === "finish" ? <FinishAction project={project} action={doing.action} onClose={onClose} /> : null}
    </section>
  );
}

interface LineProps {
  readonly finding: Finding;
  readonly isLead: boolean;
  readonly onDo: (doing: Doing) => void;
}

const CHIPS: Record<string, string> = { note: "chip", minor: "chip warn", major: "chip danger", blocking: "chip danger" };

function Line({ finding, isLead, onDo }: LineProps): ReactNode {
  const severity = finding.severity ?? "note";
  return (
    <li>
      <i className={`severity ${severity}`} aria-hidden="true" />
      <div className="grow stack-tight">
        <div className="row wrap">
          <b dir="auto">{finding.what ?? f.gone}</b>
          <span className={CHIPS[severity] ?? "chip"}>{f.severities[severity]}</span>
        </div>
        <About finding={finding} />
        {finding.actions.map((action) => (
          <Action key={action.action} action={action} isLead={isLead} onFinish={() => onDo({ kind: "finish", action })} />
        ))}
      </div>
      {isLead ? (
        <div className="row wrap finding-acts">
          <button type="button" className="btn" onClick={() => onDo({ kind: "plan", finding })}>
            {f.plan}
          </button>
          <button type="button" className="btn quiet" onClick={() => onDo({ kind: "close", finding })}>
            {f.close}
          </button>
        </div>
      ) : null}
    </li>
  );
}

function About({ finding }: { readonly finding: Finding }): ReactNode {
  const now = useNow();
  const { measure } = finding;
  const parts = [
    f.cures[finding.cure ?? ""],
    finding.label ? `${f.place.label} ${finding.label}` : null,
    finding.clause ? `${f.place.clause} ${finding.clause}` : null,
    measure ? f.restsOn(f.measured[measure.name] ?? measure.name, measure.annotator_name) : null,
    f.opened(finding.opened_by, agoText(finding.opened_at, now)),
  ];
  return <p className="small">{parts.filter(Boolean).join(" · ")}</p>;
}

interface ActionProps {
  readonly action: ImprovementAction;
  readonly isLead: boolean;
  readonly onFinish: () => void;
}

function Action({ action, isLead, onFinish }: ActionProps): ReactNode {
  const when = action.done_at === null ? f.dueText(lastDayText(action.due)) : f.doneText(dayText(action.done_at));
  return (
    <div className="action">
      <p>
        <b dir="auto">{action.what ?? f.gone}</b>{" "}
        <span className="tiny">{[when, action.owner_name ? f.by(action.owner_name) : null].filter(Boolean).join(" · ")}</span>
      </p>
      <dl className="row wrap small">
        <Taken name={f.beforeText} measure={action.before} />
        <Taken name={f.afterText} measure={action.after} />
        <Changed name={f.since} measure={action.change?.since ?? null} />
        <Changed name={f.bridge} measure={action.change?.bridge?.figure ?? null} />
      </dl>
      {isLead && action.state === "planned" ? (
        <button type="button" className="btn" onClick={onFinish}>
          {f.finish}
        </button>
      ) : null}
    </div>
  );
}

function Taken({ name, measure }: { readonly name: string; readonly measure: RecordedMeasure | null }): ReactNode {
  if (measure?.figure == null) return null;
  return (
    <div className="row">
      <dt>{name}</dt>
      <dd>
        {`${f.measured[measure.name] ?? measure.name} ${measureText(measure.figure)}, n ${grouped(measure.figure.n)}`}
      </dd>
    </div>
  );
}

/** A difference has an interval of its own: two of them side by side would be no test. */
function Changed({ name, measure }: { readonly name: string; readonly measure: Measure | null }): ReactNode {
  if (measure === null) return null;
  return (
    <div className="row wrap">
      <dt>{name}</dt>
      <dd>
        {measure.value === null
          ? f.noTest
          : `${signed(measure.value)} [${signed(measure.low ?? measure.value)}, ${signed(measure.high ?? measure.value)}], n ${grouped(measure.n)}: ${holdsZero(measure) ? f.maybe : f.holds}`}
      </dd>
    </div>
  );
}

const signed = (x: number): string => `${x > 0 ? "+" : ""}${coefficient(x)}`;
const holdsZero = ({ low, high }: Measure): boolean => low === null || high === null || (low <= 0 && high >= 0);
