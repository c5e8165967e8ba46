import { expect, test } from "vitest";
import { pick, seeded } from "@/testing/random";
import { amend, begin, canRedo, canUndo, record, redo, undo, type History } from "./history";

test("undo gives back every value in turn, and redo every value again", () => {
  const random = seeded(7);
  const values = Array.from({ length: 40 }, () => Math.floor(random() * 1000));
  let h: History<number> = begin(-1);
  for (const v of values) h = record(h, v);

  const back: number[] = [];
  while (canUndo(h)) {
    back.push(h.present);
    h = undo(h);
  }
  const forth: number[] = [];
  while (canRedo(h)) {
    h = redo(h);
    forth.push(h.present);
  }

  expect(back.toReversed()).toEqual(values);
  expect(forth).toEqual(values);
});

test("any walk of undo and redo followed by as much of its opposite comes back to the same history", () => {
  const random = seeded(11);
  for (let run = 0; run < 200; run += 1) {
    let h: History<number> = begin(0);
    for (let n = 1; n < 12; n += 1) h = pick(random, [() => record(h, n), () => undo(h), () => redo(h), () => amend(h, n)])();
    if (!canUndo(h)) continue;

    expect(redo(undo(h))).toEqual(h);
  }
});

test("a new step after undo drops what was undone", () => {
  const h = record(undo(record(begin("a"), "b")), "c");

  expect(canRedo(h)).toBe(false);
});
