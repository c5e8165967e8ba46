import type { ReactNode } from "react";
import type { Annotator, Signal } from "@/api/quality";
import { grouped } from "@/state/number";
import { Dialog, Loaded, measureText } from "@/view";
import { m } from "../messages/en";
import { nameOf } from "../people";
import { useAnnotatorVotes } from "../queries";
import { Matrices } from "./WhereAnswersGo";

interface AnnotatorDialogProps {
  readonly project: string;
  readonly annotator: Annotator;
  readonly onClose: () => void;
}

/** Where one person's answers go, and every signal that was looked at with what it found. */
export function AnnotatorDialog({ project, annotator, onClose }: AnnotatorDialogProps): ReactNode {
  const votes = useAnnotatorVotes(project, annotator.member);
  return (
    <Dialog title={m.lookAt(nameOf(annotator))} onClose={onClose} className="wide-dialog">
      <p className="small">{m.personNote}</p>
      <Loaded of={votes}>
        {(found) => (
          <div className="stack">
            {found.questions.map((q) => (
              <section key={q.question} className="card">
                <Matrices matrices={q.confusion} title={<h3>{q.title}</h3>} name={q.title} panel={`person-${q.question}`} />
                <p className="tiny matrix-note">
                  {q.match.value === null ? m.notEnough(q.match.n) : m.matchText(measureText(q.match), grouped(q.match.n))}
                </p>
              </section>
            ))}
          </div>
        )}
      </Loaded>
      <Looked signals={annotator.signals} />
    </Dialog>
  );
}

const Looked = ({ signals }: { readonly signals: readonly Signal[] }): ReactNode => (
  <section className="stack-tight">
    <h3>{m.signalsLooked}</h3>
    <dl className="looked">
      {signals.map(({ signal, figure }) => (
        <div key={signal}>
          <dt>{m.signalNames[signal] ?? signal}</dt>
          <dd>{figure.value === null ? m.notEnough(figure.n) : figure.reason}</dd>
        </div>
      ))}
    </dl>
    <p className="tiny">{m.notLooked}</p>
  </section>
);
