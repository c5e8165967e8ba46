import type { Annotator } from "@/api/quality";
import { shortId, type Measure } from "@/state/number";
import { m } from "./messages/en";

export const nameOf = (annotator: Annotator): string => annotator.name || shortId(annotator.member);

export function secondsText(measure: Measure): string {
  if (measure.value === null || measure.low === null || measure.high === null) return m.notEnough(measure.n);
  return `${measure.value.toFixed(1)} s [${measure.low.toFixed(1)}, ${measure.high.toFixed(1)}]`;
}
