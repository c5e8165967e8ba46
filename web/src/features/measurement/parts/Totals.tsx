import type { ReactNode } from "react";
import type { QuestionQuality } from "@/api/quality";
import { coefficient, gateText, grouped, intervalText, type Measure } from "@/state/number";
import { Interval, whyUndefined } from "@/view";
import { m } from "../messages/en";

interface TotalsProps {
  readonly question: QuestionQuality;
  readonly gate: number | null;
}

/** The figures over all items, alpha first: it is the one that the charter's gate is about. */
export function Totals({ question, gate }: TotalsProps): ReactNode {
  const { alpha, observed, also, accord } = question;
  return (
    <section className="card quality-totals" aria-label={m.totals}>
      <Total name={m.alphaWhole} measure={alpha} gate={gate}>
        {gate === null || alpha.low === null ? null : (
          <span className={alpha.low >= gate ? "tiny met" : "tiny"}>{m.gateOnLow(gateText(gate), alpha.low >= gate)}</span>
        )}
      </Total>
      <Total name={m.observed} measure={observed}>
        <span className="tiny">{m.observedNote}</span>
      </Total>
      {also.map(({ measure, figure }) => (
        <Total key={measure} name={m.measures[measure] ?? measure} measure={figure}>
          <span className="tiny">{m.measureNotes[measure]}</span>
        </Total>
      ))}
      {accord ? (
        <Total name={m.accord} measure={accord.figure}>
          <span className="tiny">{m.accordNote(accord.n_differ, accord.n_ties)}</span>
        </Total>
      ) : null}
    </section>
  );
}

interface TotalProps {
  readonly name: string;
  readonly measure: Measure;
  readonly gate?: number | null;
  readonly children: ReactNode;
}

function Total({ name, measure, gate = null, children }: TotalProps): ReactNode {
  if (measure.value === null) {
    return (
      <div className="stat">
        <span className="eyebrow">{name}</span>
        <span className="small">{whyUndefined(measure)}</span>
        <span className="tiny">{`n ${grouped(measure.n)} ${measure.n_unit}`}</span>
      </div>
    );
  }
  return (
    <div className="stat" title={measure.method}>
      <span className="eyebrow">{name}</span>
      <span className="value">{coefficient(measure.value)}</span>
      <span className="small">{[intervalText(measure), `${grouped(measure.n)} ${measure.n_unit}`].filter(Boolean).join(" · ")}</span>
      <Interval measure={measure} gate={gate} />
      {children}
    </div>
  );
}
