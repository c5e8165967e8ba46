import { useState, type ReactNode } from "react";
import type { Annotator, Signal } from "@/api/quality";
import { grouped, type Measure } from "@/state/number";
import { Interval, measureText } from "@/view";
import { m } from "../messages/en";
import { nameOf, secondsText } from "../people";
import { AnnotatorDialog } from "./AnnotatorDialog";
import { OpenSignal } from "./OpenSignal";

interface AnnotatorsProps {
  readonly project: string;
  readonly question: string;
  readonly annotators: readonly Annotator[];
  readonly isLead: boolean;
}

type Looking = { readonly annotator: Annotator; readonly signal: Signal | null };

/** In the order of their names. No figure about a person stands on fewer than thirty comparisons. */
export function Annotators({ project, question, annotators, isLead }: AnnotatorsProps): ReactNode {
  const [looking, setLooking] = useState<Looking | null>(null);
  const onClose = (): void => setLooking(null);
  return (
    <section className="card" aria-labelledby="annotators">
      <div className="head between wrap">
        <h2 id="annotators">{m.annotators}</h2>
        <span className="small">{m.annotatorsSub}</span>
      </div>
      <div className="scrolls tall" tabIndex={0} role="region" aria-label={m.inTable(m.annotators)}>
        <table>
          <thead>
            <tr>
              <th>{m.annotator}</th>
              <th className="n">{m.items}</th>
              <th>{m.match}</th>
              <th>{m.seconds}</th>
              <th>{m.signals}</th>
              <th>
                <span className="hidden">{m.look}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {annotators.map((each) => (
              <Row key={each.member} annotator={each} isLead={isLead} onLook={(signal) => setLooking({ annotator: each, signal })} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="tiny table-note">{m.signalsNote}</p>
      {looking?.signal === null ? <AnnotatorDialog project={project} annotator={looking.annotator} onClose={onClose} /> : null}
      {looking?.signal ? (
        <OpenSignal project={project} question={question} annotator={looking.annotator} signal={looking.signal} onClose={onClose} />
      ) : null}
    </section>
  );
}

interface RowProps {
  readonly annotator: Annotator;
  readonly isLead: boolean;
  readonly onLook: (signal: Signal | null) => void;
}

function Row({ annotator, isLead, onLook }: RowProps): ReactNode {
  const name = nameOf(annotator);
  const seen = annotator.signals.filter((each) => each.figure.stands_out);
  return (
    <tr>
      <td title={annotator.member}>
        <b dir="auto">{name}</b>
      </td>
      <td className="n">{grouped(annotator.n_items)}</td>
      <td>{annotator.match ? <Match measure={annotator.match} /> : <span className="small">{m.noMatch}</span>}</td>
      <td>{secondsText(annotator.seconds)}</td>
      <td>
        <span className="stack-tight">
          {seen.map((each) => (
            <SignalLine key={each.signal} signal={each} name={name} onOpen={isLead ? () => onLook(each) : null} />
          ))}
          {seen.length === 0 ? <span className="small">{noneStandsOut(annotator)}</span> : null}
        </span>
      </td>
      <td className="n">
        <button type="button" className="btn quiet" aria-label={m.lookAt(name)} onClick={() => onLook(null)}>
          {m.look}
        </button>
      </td>
    </tr>
  );
}

/** How many signals could be looked at decides whether "none" says anything. */
function noneStandsOut(annotator: Annotator): string {
  const looked = annotator.signals.filter((each) => each.figure.value !== null).length;
  return looked === 0 ? m.notEnough(Math.min(29, annotator.n_items)) : m.noSignal(looked);
}

const Match = ({ measure }: { readonly measure: Measure }): ReactNode => (
  <span className="row wrap">
    {measure.value === null ? null : <Interval measure={measure} />}
    <span>{measure.value === null ? m.notEnough(measure.n) : measureText(measure)}</span>
    {measure.value === null ? null : <span className="tiny">{m.rowN(measure.n)}</span>}
  </span>
);

interface SignalLineProps {
  readonly signal: Signal;
  readonly name: string;
  readonly onOpen: (() => void) | null;
}

function SignalLine({ signal, name, onOpen }: SignalLineProps): ReactNode {
  const words = m.signalNames[signal.signal] ?? signal.signal;
  return (
    <span className="row wrap">
      <span className="chip warn">{words}</span>
      {onOpen ? (
        <button type="button" className="btn quiet" aria-label={m.lookAtSignal(words, name)} onClick={onOpen}>
          {m.openSignal}
        </button>
      ) : null}
    </span>
  );
}
