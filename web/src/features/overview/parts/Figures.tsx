import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Overview } from "@/api/schema";
import { coefficient, gateText, grouped, type Measure } from "@/state/number";
import { Interval, Progress, intervalWords, whyUndefined } from "@/view";
import { m } from "../messages/en";

interface FiguresProps {
  readonly overview: Overview;
  readonly alpha: Measure | null;
}

/** Four figures: value large, then interval and n in words, then a bar. */
export function Figures({ overview: o, alpha }: FiguresProps): ReactNode {
  const at = (path: string): string => `/p/${o.project}${path}`;
  const nDays = o.per_day.length;
  const perDay = nDays === 0 ? 0 : o.per_day.reduce((n, d) => n + d.n, 0) / nDays;
  const nDisputed = o.n_disputes_open + o.n_disputes_settled;
  return (
    <div className="card figures">
      <Link href={at("/items")} className="stat">
        <h3>{m.complete}</h3>
        <div>
          <div className="value">{grouped(o.n_complete)}</div>
          <span className="small">
            {m.ofItems(o.n_items)}
            {nDays > 1 ? ` · ${m.perDay(perDay)}` : ""}
          </span>
        </div>
        <Progress value={o.n_complete} of={o.n_items} label={m.complete} />
      </Link>
      <AlphaFigure alpha={alpha} gate={o.charter?.min_alpha ?? null} />
      <Link href={at("/disputes")} className="stat">
        <h3>{m.disputesTitle}</h3>
        <div>
          <div className="value">{grouped(o.n_disputes_open)}</div>
          <span className="small">{m.disputesSub(o.n_disputes_settled)}</span>
        </div>
        <Progress value={o.n_disputes_settled} of={nDisputed} label={m.disputesTitle} />
        {o.n_complete > 0 ? <span className="tiny">{m.disputesOf(share(nDisputed, o.n_complete))}</span> : null}
      </Link>
      <div className="stat">
        <h3>{m.answers}</h3>
        <div>
          <div className="value">{grouped(o.n_votes)}</div>
          <span className="small">
            {m.answersSub(o.n_annotators)}
            {nDays > 0 ? ` · ${m.answersDays(nDays)}` : ""}
          </span>
        </div>
        <Spark values={o.per_day.map((d) => d.n)} />
      </div>
    </div>
  );
}

const share = (n: number, of: number): string => `${((100 * n) / of).toFixed(n / of < 0.1 ? 1 : 0)} %`;

function AlphaFigure({ alpha, gate }: { readonly alpha: Measure | null; readonly gate: number | null }): ReactNode {
  return (
    <div className="stat">
      <h3>{m.agreement}</h3>
      {alpha === null || alpha.value === null ? (
        <span className="small">{alpha === null ? m.notEnough : whyUndefined(alpha)}</span>
      ) : (
        <>
          <div>
            <div className="value">{coefficient(alpha.value)}</div>
            <span className="small">{m.units(intervalWords(alpha), alpha.n)}</span>
          </div>
          <Interval measure={alpha} gate={gate} />
          <span className="tiny">{gate === null ? m.noGate : m.gate(gateText(gate), (alpha.low ?? -1) >= gate)}</span>
        </>
      )}
    </div>
  );
}

function Spark({ values }: { readonly values: readonly number[] }): ReactNode {
  if (values.length < 3) return null;
  const most = Math.max(...values, 1);
  const points = values.map((v, n) => `${(n * 150) / (values.length - 1)},${22 - (v / most) * 20}`).join(" ");
  return (
    <svg viewBox="0 0 150 24" width="150" height="24" aria-hidden="true">
      <polyline points={points} fill="none" stroke="var(--accent)" strokeWidth="1.8" />
    </svg>
  );
}
