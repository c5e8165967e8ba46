import { describe, expect, it } from "vitest";
import type { Block } from "@/api/quality";
import { bandsOf, markAt, scaleOf } from "./scale";

const block = (until: number, value: number | null, low: number | null = value): Block => ({
  from: until - 10,
  until,
  n_items: 30,
  alpha: { value, low, high: value, level: 0.95, n: 30, n_unit: "pairable items", method: "alpha", undefined: null, notes: [] },
});

describe("the chart of agreement", () => {
  it("goes down to the lowest bound and no further", () => {
    expect(scaleOf([block(1, 0.8, 0.71)], null).bottom).toBe(0.6);
    expect(scaleOf([block(1, 0.1, -0.3)], null)).toEqual({ bottom: -0.4, ticks: [-0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.8, 1] });
    expect(scaleOf([], 0.4).bottom).toBe(0.4);
  });

  it("draws no line across a block without a figure", () => {
    const bands = bandsOf([block(1, 0.5), block(2, 0.6), block(3, null), block(4, 0.7)]);

    expect(bands.map((band) => band.map((p) => p.n))).toEqual([[0, 1], [3]]);
  });

  it("puts a guideline between the blocks around it and nowhere else", () => {
    const blocks = [block(100, 0.5), block(200, 0.6)];

    expect([markAt(blocks, 150), markAt(blocks, 50), markAt(blocks, 250), markAt([], 1)]).toEqual([0.5, null, null, null]);
  });
});
