import { useState, type ReactNode } from "react";
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
import { Disputed } from "./parts/Disputed";
import { Findings } from "./parts/Findings";
import { OverTime } from "./parts/OverTime";
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
        <Figures key={question.question} project={project} found={found} question={question} />
      ) : (
        <p className="card empty muted">{m.empty}</p>
      )}
      <div className="quality-halves">
        <Disputed project={project} overview={overview} disputed={found.disputed} />
        <Findings project={project} overview={overview} findings={found.findings} />
      </div>
    </Page>
  );
}

interface FiguresProps {
  readonly project: string;
  readonly found: Found;
  readonly question: QuestionQuality;
}

function Figures({ project, found, question }: FiguresProps): ReactNode {
  return (
    <>
      <OverTime question={question} gate={found.min_alpha} guidelines={found.guidelines} />
      <div className="quality-halves">
        <Breakdown question={question} gate={found.min_alpha} />
        <WhereAnswersGo matrix={question.confusion} />
      </div>
      {found.annotators ? <Annotators project={project} annotators={found.annotators} /> : null}
    </>
  );
}

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
