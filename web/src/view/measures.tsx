import type { ReactNode } from "react";
import { coefficient, intervalText, place, type Measure } from "@/state/number";

interface IntervalProps {
  readonly measure: Measure;
  readonly gate?: number | null;
}

/** Interval, point and gate on a bar from 0 to 1; the numbers themselves stand beside it in words. */
export function Interval({ measure, gate }: IntervalProps): ReactNode {
  const { value, low, high } = measure;
  return (
    <span className="interval" aria-hidden="true">
      {low !== null && high !== null ? (
        <i style={{ insetInlineStart: `${place(low)}%`, inlineSize: `${Math.max(1, place(high) - place(low))}%` }} />
      ) : null}
      {value !== null ? <u style={{ insetInlineStart: `${place(value)}%` }} /> : null}
      {gate ? <s style={{ insetInlineStart: `${place(gate)}%` }} /> : null}
    </span>
  );
}

const REASONS: Record<string, string> = {
  no_pairable_item: "not enough yet: no item has two answers",
  no_answers: "not enough yet: nobody has answered",
  fewer_than_two_annotators: "not enough yet: one person has answered",
  withheld_small_group: "not enough yet: fewer than thirty",
  one_value_only: "not defined: everyone gave the same answer",
};

/** Why there is no number, in words; never a dash and never a guess. */
export const whyUndefined = (m: Measure): string => REASONS[m.undefined ?? ""] ?? `not defined: ${m.undefined ?? "no data"}`;

export const measureText = (m: Measure): string =>
  m.value === null ? whyUndefined(m) : `${coefficient(m.value)}${m.low === null ? "" : ` [${coefficient(m.low)}, ${coefficient(m.high ?? 0)}]`}`;

export const intervalWords = (m: Measure): string => intervalText(m) ?? "no interval yet";

export function Progress({ value, of, label }: { readonly value: number; readonly of: number; readonly label: string }): ReactNode {
  return (
    <span className="bar" role="progressbar" aria-valuemin={0} aria-valuemax={of} aria-valuenow={value} aria-label={label}>
      <i style={{ inlineSize: `${of === 0 ? 0 : (100 * value) / of}%` }} />
    </span>
  );
}
