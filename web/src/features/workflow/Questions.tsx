import { useState, type ReactNode } from "react";
import type { Overview, Question } from "@/api/schema";
import { useEditors } from "@/kit/useEditors";
import { useOverview } from "@/kit/queries";
import { leads } from "@/kit/session";
import { useCommand } from "@/kit/useCommand";
import { Loaded, Page, ProblemNote, TextField } from "@/view";
import { AskForm } from "./AskForm";
import { m } from "./messages/en";

export default function Questions({ project }: { readonly project: string }): ReactNode {
  const overview = useOverview(project);
  return (
    <Loaded of={overview}>
      {(found) => (
        <Page
          title={m.title}
          sub={m.sub}
          chip={found.overlap ? <span className="chip">{m.planned(found.overlap)}</span> : <span className="chip warn">{m.notPlanned}</span>}
        >
          <div className="side">
            <div className="stack">
              {found.questions.length === 0 ? <p className="card empty muted">{m.none}</p> : null}
              {found.questions.map((q) => (
                <QuestionCard key={q.question} question={q} />
              ))}
              {leads(found.roles) ? <AskForm project={project} isOpen={found.questions.length === 0} /> : null}
            </div>
            {leads(found.roles) && found.questions.length > 0 ? <Plan project={project} overview={found} /> : null}
          </div>
        </Page>
      )}
    </Loaded>
  );
}

const NOWHERE = { announce: () => undefined };

/** The question with its real editor, read-only: what a lead sees is what annotators get. */
function QuestionCard({ question }: { readonly question: Question }): ReactNode {
  const editor = useEditors([question.type])?.[question.type];
  return (
    <section className="card pad" aria-label={question.title}>
      <div className="between">
        <div>
          <h2 style={{ fontSize: 17 }}>{question.title}</h2>
          {question.help ? <p className="small">{question.help}</p> : null}
        </div>
        <span className="row">
          <code>{question.slug}</code>
          <span className="chip">{question.type}</span>
        </span>
      </div>
      {editor ? (
        <fieldset style={{ maxInlineSize: 348 }}>
          <legend id={`preview-${question.question}-title`} className="hidden">
            {m.preview}
          </legend>
          <editor.Editor
            id={`preview-${question.question}`}
            value={editor.empty(question.config)}
            config={question.config}
            item={{ item: "", content: {} }}
            readOnly
            ports={NOWHERE}
            emit={() => undefined}
          />
        </fieldset>
      ) : null}
    </section>
  );
}

function Plan({ project, overview }: { readonly project: string; readonly overview: Overview }): ReactNode {
  const [overlap, setOverlap] = useState(String(overview.overlap || 3));
  const { send, problem, isSending } = useCommand(project);
  const n = Number(overlap);
  const isValid = Number.isInteger(n) && n >= 1 && n <= 100;
  const questions = overview.questions.map((q) => q.question);
  return (
    <div className="card pad">
      <h2>{m.plan}</h2>
      <p className="small">{m.planText}</p>
      <TextField label={m.overlap} hint={m.overlapHint} type="number" value={overlap} onChange={setOverlap} />
      <ProblemNote problem={problem} />
      <button
        type="button"
        className={overview.overlap ? "btn" : "btn primary"}
        disabled={!isValid || isSending}
        onClick={() => void send("plan_workflow", { questions, overlap: n })}
      >
        {m.plan}
      </button>
    </div>
  );
}
