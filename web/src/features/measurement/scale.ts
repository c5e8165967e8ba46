import type { Block } from "@/api/quality";

export interface Point {
  readonly n: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** From the lowest bound, rounded down to a fifth, up to 1; a line each fifth. Alpha may fall below 0, and then so does the scale. */
export function scaleOf(blocks: readonly Block[], gate: number | null): { readonly bottom: number; readonly ticks: readonly number[] } {
  const lows = blocks.map((b) => b.alpha.low ?? b.alpha.value ?? 1);
  const least = Math.min(0.6, gate ?? 1, ...lows);
  const fifths = Math.max(-5, Math.floor(least * 5 + 1e-9));
  return { bottom: fifths / 5, ticks: Array.from({ length: 6 - fifths }, (_, n) => (fifths + n) / 5) };
}

/** Runs of blocks that have a figure: where one has none, the line is broken and nothing is drawn across. */
export function bandsOf(blocks: readonly Block[]): readonly (readonly Point[])[] {
  const bands: Point[][] = [];
  let isOpen = false;
  for (const [n, { alpha }] of blocks.entries()) {
    if (alpha.value === null) {
      isOpen = false;
      continue;
    }
    const point = { n, value: alpha.value, low: alpha.low ?? alpha.value, high: alpha.high ?? alpha.value };
    if (isOpen) bands.at(-1)?.push(point);
    else bands.push([point]);
    isOpen = true;
  }
  return bands;
}

/** Where a moment stands among blocks, as a place between their numbers; null before the first or after the last item. */
export function markAt(blocks: readonly Block[], at: number): number | null {
  const next = blocks.findIndex((b) => b.until >= at);
  if (next < 1) return null;
  const before = blocks[next - 1];
  const block = blocks[next];
  if (!before || !block) return null;
  const span = block.until - before.until;
  return next - 1 + (span === 0 ? 1 : (at - before.until) / span);
}
