import { useState, type ReactNode } from "react";
import type { Annotator } from "@/api/quality";
import { grouped, shortId, type Measure } from "@/state/number";
import { Dialog, Interval, Loaded, measureText } from "@/view";
import { m } from "../messages/en";
import { useAnnotatorVotes } from "../queries";
import { MatrixTable } from "./WhereAnswersGo";

interface AnnotatorsProps {
  readonly project: string;
  readonly annotators: readonly Annotator[];
}

/** In the order of their names. No figure about a person stands on fewer than thirty comparisons. */
export function Annotators({ project, annotators }: AnnotatorsProps): ReactNode {
  const [shown, setShown] = useState<Annotator | null>(null);
  return (
    <section className="card" aria-labelledby="annotators">
      <div className="head between wrap">
        <h2 id="annotators">{m.annotators}</h2>
        <span className="small">{m.annotatorsSub}</span>
      </div>
      {annotators.length === 0 ? (
        <p className="small empty">{m.nobody}</p>
      ) : (
        <div className="scrolls tall" tabIndex={0} role="region" aria-label={m.inTable(m.annotators)}>
          <table>
            <thead>
              <tr>
                <th>{m.annotator}</th>
                <th className="n">{m.items}</th>
                <th className="n">{m.nCompared}</th>
                <th>{m.match}</th>
                <th>{m.seconds}</th>
                <th>
                  <span className="hidden">{m.look}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {annotators.map((each) => (
                <tr key={each.member}>
                  <td title={each.member}>
                    <b dir="auto">{nameOf(each)}</b>
                  </td>
                  <td className="n">{grouped(each.n_items)}</td>
                  <td className="n">{grouped(each.match.n)}</td>
                  <td>
                    <span className="row wrap">
                      {each.match.value === null ? null : <Interval measure={each.match} />}
                      <span>{enough(each.match)}</span>
                    </span>
                  </td>
                  <td>{seconds(each.seconds)}</td>
                  <td className="n">
                    <button type="button" className="btn quiet" aria-label={m.lookAt(nameOf(each))} onClick={() => setShown(each)}>
                      {m.look}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {shown ? <Votes project={project} annotator={shown} onClose={() => setShown(null)} /> : null}
    </section>
  );
}

const nameOf = (annotator: Annotator): string => annotator.name || shortId(annotator.member);

const enough = (measure: Measure): string => (measure.value === null ? m.notEnough(measure.n) : measureText(measure));

function seconds(measure: Measure): string {
  if (measure.value === null || measure.low === null || measure.high === null) return m.notEnough(measure.n);
  return `${measure.value.toFixed(1)} s [${measure.low.toFixed(1)}, ${measure.high.toFixed(1)}]`;
}

interface VotesProps {
  readonly project: string;
  readonly annotator: Annotator;
  readonly onClose: () => void;
}

function Votes({ project, annotator, onClose }: VotesProps): ReactNode {
  const votes = useAnnotatorVotes(project, annotator.member);
  return (
    <Dialog title={m.lookAt(nameOf(annotator))} onClose={onClose} className="wide-dialog">
      <p className="small">{m.personNote}</p>
      <Loaded of={votes}>
        {(found) => (
          <div className="stack">
            {found.questions.map((q) => (
              <section key={q.question} className="stack">
                <h3>{q.title}</h3>
                <p className="small">{`${enough(q.match)} · n ${grouped(q.match.n)} ${q.match.n_unit}`}</p>
                {q.confusion ? <MatrixTable matrix={q.confusion} name={q.title} /> : null}
              </section>
            ))}
          </div>
        )}
      </Loaded>
    </Dialog>
  );
}
