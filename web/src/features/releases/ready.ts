import type { Agreement, Overview } from "@/api/schema";
import { coefficient, gateText } from "@/state/number";
import { whyUndefined } from "@/view/measures";
import { m } from "./messages/en";

export interface Lack {
  readonly words: string;
  /** Where it can be mended, below the project. */
  readonly to: string;
}

/** What a careful lead would finish before a release; none of it forbids one. */
export function lacksOf(o: Overview, agreement: Agreement | null): readonly Lack[] {
  const nIncomplete = o.n_items - o.n_complete;
  return [
    ...(nIncomplete > 0 ? [{ words: m.incomplete(nIncomplete), to: "" }] : []),
    ...(o.n_disputes_open > 0 ? [{ words: m.openDisputes(o.n_disputes_open), to: "/disputes" }] : []),
    ...(o.n_flags > 0 ? [{ words: m.openFlags(o.n_flags), to: "/flags" }] : []),
    ...belowGate(agreement, o.charter?.min_alpha ?? null),
  ];
}

function belowGate(agreement: Agreement | null, gate: number | null): readonly Lack[] {
  if (agreement === null || gate === null) return [];
  return agreement.questions.flatMap(({ title, alpha }) => {
    if (alpha.value === null) return [{ words: m.unmeasured(title, whyUndefined(alpha)), to: "" }];
    const low = alpha.low ?? alpha.value;
    return low < gate ? [{ words: m.belowGate(title, coefficient(low), gateText(gate)), to: "" }] : [];
  });
}
