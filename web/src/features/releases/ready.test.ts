import { expect, test } from "vitest";
import type { Agreement, Overview } from "@/api/schema";
import type { Measure } from "@/state/number";
import { lacksOf } from "./ready";

const measure = (low: number | null, why: string | null = null): Measure => ({
  value: low === null ? null : low + 0.05,
  low,
  high: low === null ? null : low + 0.1,
  level: 0.95,
  n: 10,
  n_unit: "item",
  method: "krippendorff.alpha/nominal",
  undefined: why,
  notes: [],
});

const agreement = (alpha: Measure): Agreement => ({
  position: 1,
  questions: [{ question: "q", title: "Ironic?", alpha, observed: alpha, by_label: [] }],
});

const overview = (change: Partial<Overview>): Overview =>
  ({ n_items: 4, n_complete: 4, n_disputes_open: 0, n_flags: 0, charter: { min_alpha: 0.667 }, ...change }) as Overview;

const words = (o: Overview, a: Agreement | null): readonly string[] => lacksOf(o, a).map((l) => l.words);

test("nothing lacks when every item is answered, nothing is open and the gate is reached", () => {
  expect(words(overview({}), agreement(measure(0.7)))).toEqual([]);
});

test("what is open is counted, in words that fit one and many", () => {
  expect(words(overview({ n_complete: 3, n_disputes_open: 2, n_flags: 1 }), agreement(measure(0.7)))).toEqual([
    "1 item lacks answers",
    "2 disputes are open",
    "1 flag waits for an answer",
  ]);
});

test("a lower bound under the charter's minimum is told with both numbers", () => {
  expect(words(overview({}), agreement(measure(0.5)))).toEqual(["agreement on “Ironic?”: lower bound .50, the charter asks for .667"]);
});

test("an agreement that is not defined is not passed over in silence", () => {
  expect(words(overview({}), agreement(measure(null, "no_pairable_item")))[0]).toMatch(/not enough yet/);
});

test("a charter without a minimum asks for none", () => {
  expect(words(overview({ charter: { min_alpha: null } as Overview["charter"] }), agreement(measure(0.1)))).toEqual([]);
});
