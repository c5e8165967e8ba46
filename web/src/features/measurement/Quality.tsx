import { useState, type ReactNode } from "react";
import { Link } from "wouter";
import type { Quality as Found, QuestionQuality } from "@/api/quality";
import type { Overview } from "@/api/schema";
import { announce } from "@/kit/announcer";
import { useOverview } from "@/kit/queries";
import { leads } from "@/kit/session";
import { useCommand } from "@/kit/useCommand";
import { Field, Loaded, Page, ProblemNote } from "@/view";
import { m } from "./messages/en";
import { Annotators } from "./parts/Annotators";
import { Breakdown } from "./parts/Breakdown";
import { Findings } from "./parts/Findings";
import { Accord, Divided } from "./parts/Items";
import { OverTime } from "./parts/OverTime";
import { Totals } from "./parts/Totals";
import { WhereAnswersGo } from "./parts/WhereAnswersGo";
import { useQuality } from "./queries";
import "./quality.css";

/** How good the answers are, as far as it can be measured, and what is done about it. */
export default function Quality({ project }: { readonly project: string }): ReactNode {
  const overview = useOverview(project);
  const quality = useQuality(project);
  return (
    <Loaded of={overview}>
      {(about) => <Loaded of={quality}>{(found) => <Measured project={project} overview={about} found={found} />}</Loaded>}
    </Loaded>
  );
}

interface MeasuredProps {
  readonly project: string;
  readonly overview: Overview;
  readonly found: Found;
}

function Measured({ project, overview, found }: MeasuredProps): ReactNode {
  const [chosen, setChosen] = useState<string | null>(null);
  const question = found.questions.find((q) => q.question === chosen) ?? found.questions[0];
  const n = question?.alpha.n ?? 0;
  return (
    <Page
      title={m.title}
      sub={m.sub(overview.guideline_version, overview.taxonomy_version, n, found.position)}
      actions={
        <>
          {found.questions.length > 1 && question ? (
            <Choose questions={found.questions} value={question.question} onChange={setChosen} />
          ) : null}
          {leads(overview.roles) && question && n > 0 ? <Record project={project} question={question.question} /> : null}
        </>
      }
    >
      {found.is_partial ? <p className="small">{m.partial}</p> : null}
      {question && n > 0 ? (
        <Figures key={question.question} project={project} found={found} question={question} isLead={leads(overview.roles)} />
      ) : (
        <Empty project={project} />
      )}
      {question && n > 0 ? (
        <div className="quality-halves">
          <Divided project={project} overview={overview} disputed={found.disputed} question={question} />
          <Accord project={project} overview={overview} disputed={found.disputed} question={question} />
        </div>
      ) : null}
      <Findings project={project} overview={overview} findings={found.findings} />
    </Page>
  );
}

interface FiguresProps {
  readonly project: string;
  readonly found: Found;
  readonly question: QuestionQuality;
  readonly isLead: boolean;
}

function Figures({ project, found, question, isLead }: FiguresProps): ReactNode {
  const { annotators } = question;
  return (
    <>
      <Totals question={question} gate={found.min_alpha} />
      <OverTime question={question} gate={found.min_alpha} guidelines={found.guidelines} />
      <div className="quality-halves">
        <Breakdown question={question} gate={found.min_alpha} />
        <WhereAnswersGo matrices={question.confusion} />
      </div>
      {annotators ? <Annotators project={project} question={question.question} annotators={annotators} isLead={isLead} /> : null}
    </>
  );
}

/** What will be here, why it is not yet, and what to do. */
const Empty = ({ project }: { readonly project: string }): ReactNode => (
  <section className="card empty">
    <h2>{m.emptyTitle}</h2>
    <p className="small">{m.empty}</p>
    <Link className="btn" href={`/p/${project}/questions`}>
      {m.emptyAction}
    </Link>
  </section>
);

interface ChooseProps {
  readonly questions: readonly QuestionQuality[];
  readonly value: string;
  readonly onChange: (question: string) => void;
}

const Choose = ({ questions, value, onChange }: ChooseProps): ReactNode => (
  <Field label={m.question}>
    {(props) => (
      <select className="input" value={value} onChange={(e) => onChange(e.target.value)} {...props}>
        {questions.map((q) => (
          <option key={q.question} value={q.question}>
            {q.title}
          </option>
        ))}
      </select>
    )}
  </Field>
);

/** Puts the figures into the log as measures: with their method, interval and the votes they stand on. */
function Record({ project, question }: { readonly project: string; readonly question: string }): ReactNode {
  const { send, problem, isSending } = useCommand(project);
  const record = async (): Promise<void> => {
    if (!(await send("record_measure", { question, measure: "alpha" }))) return;
    if (await send("record_measure", { question, measure: "observed" })) announce(m.recorded, "polite");
  };
  return (
    <>
      <ProblemNote problem={problem} />
      <button type="button" className="btn" disabled={isSending} onClick={() => void record()}>
        {m.record}
      </button>
    </>
  );
}
