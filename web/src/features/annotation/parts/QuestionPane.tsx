import type { ReactNode } from "react";
import type { Question } from "@/api/schema";
import { announce } from "@/kit/announcer";
import type { AnyEditor, Edit, ValueProblem } from "@/kit";
import type { Editors } from "@/kit/useEditors";
import type { Place } from "@/state/work";
import { m } from "../messages/en";

export interface QuestionPaneProps {
  readonly place: Place;
  readonly questions: readonly Question[];
  readonly editors: Editors;
  readonly problems: { readonly [question: string]: readonly ValueProblem[] };
  readonly onEdit: (question: Question, editor: AnyEditor, edit: Pick<Edit, "kind" | "args" | "input">) => void;
}

export function QuestionPane({ place, questions, editors, problems, onEdit }: QuestionPaneProps): ReactNode {
  return (
    <section className="ask-pane" aria-label={m.questions} tabIndex={-1} data-region>
      {questions.map((question) => {
        const editor = editors[question.type];
        if (!editor) return null;
        const id = `q-${question.question}`;
        const value = place.draft.present[question.question] ?? editor.empty(question.config);
        return (
          <fieldset key={`${place.task.item}/${question.question}`} className="question" data-question={question.question}>
            <legend id={`${id}-title`}>{question.title}</legend>
            {question.help ? <p className="small">{question.help}</p> : null}
            <editor.Editor
              id={id}
              value={value}
              config={question.config}
              item={{ item: place.task.item, content: place.task.content, language: place.task.collection.language ?? null }}
              readOnly={place.isSettled}
              ports={{ announce: (text, how = "polite") => announce(text, how) }}
              emit={(edit) => onEdit(question, editor, edit)}
            />
            {(problems[question.question] ?? []).map((p) => (
              <p key={p.code + p.what} className="question-problem">
                {p.what}
              </p>
            ))}
          </fieldset>
        );
      })}
      <p className="small ask-foot">{place.isSettled ? m.settled : place.sent ? m.revising : m.blind}</p>
    </section>
  );
}
