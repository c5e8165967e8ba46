import { expect, test } from "vitest";
import type { Part } from "./parts";
import { compare, noRuling, partsOf, startRuling, takeCell, takenFrom, takeSide, undecided } from "./ruling";

const part = (id: string, code: string): Part => ({ id, code, text: code, color: 0 });
const sides = [
  { place: "A", parts: [part("org", "ORG"), part("x", "LOC")] },
  { place: "B", parts: [part("org", "ORG"), part("x", "FAC"), part("y", "LOC")] },
];

test("a part that all have alike agrees, one that all have otherwise differs, one of one side is only its own", () => {
  expect(compare(sides).map((r) => [r.id, r.state, r.only])).toEqual([
    ["org", "agree", null],
    ["x", "differs", null],
    ["y", "only", "B"],
  ]);
});

test("what all agree on needs no decision", () => {
  const rows = compare(sides);

  expect(undecided(rows, startRuling(rows)).map((r) => r.id)).toEqual(["x", "y"]);
});

test("taking a side whole decides everything as that side has it", () => {
  const rows = compare(sides);
  const ruling = takeSide(rows, 0);

  expect(undecided(rows, ruling)).toEqual([]);
  expect(partsOf(rows, ruling).map((p) => p.code)).toEqual(["ORG", "LOC"]);
});

test("a row may be left out, and says who else left it out", () => {
  const rows = compare(sides);
  const row = rows[2] as (typeof rows)[number];
  const ruling = takeCell(noRuling, row, null);

  expect(partsOf(rows, ruling)).toEqual([]);
  expect(takenFrom(row, sides, null)).toEqual(["A"]);
});
