import type { Part } from "./parts";

/** How the answers to one question compare, part by part, and what the adjudicator makes of them. */
export interface Side {
  readonly place: string;
  readonly parts: readonly Part[];
}

export interface Row {
  readonly id: string;
  /** What each side says here, in the order of the columns; null where a side has nothing. */
  readonly cells: readonly (Part | null)[];
  readonly state: "agree" | "differs" | "only";
  /** The place of the one side that has it. */
  readonly only: string | null;
}

export function compare(sides: readonly Side[]): readonly Row[] {
  const ids = [...new Set(sides.flatMap((s) => s.parts.map((p) => p.id)))];
  return ids.map((id) => {
    const cells = sides.map((s) => s.parts.find((p) => p.id === id) ?? null);
    const said = cells.filter((c) => c !== null);
    const isSame = said.length === cells.length && said.every((c) => c.code === said[0]?.code && c.text === said[0]?.text);
    const isOnly = said.length === 1 && cells.length > 1;
    const only = isOnly ? (sides[cells.findIndex((c) => c !== null)]?.place ?? null) : null;
    return { id, cells, state: isSame ? "agree" : isOnly ? "only" : "differs", only };
  });
}

/** One decision a row: a part, or null for "none of it". Rows without a decision are not in it. */
export interface Ruling {
  readonly taken: { readonly [row: string]: Part | null };
  readonly isUndecidable: boolean;
}

export const noRuling: Ruling = { taken: {}, isUndecidable: false };

/** Unanimous parts are shown, and copied when nothing else is to be decided about them. */
export function startRuling(rows: readonly Row[]): Ruling {
  const agreed = rows.filter((r) => r.state === "agree").map((r) => [r.id, r.cells[0] ?? null]);
  return { taken: Object.fromEntries(agreed) as Ruling["taken"], isUndecidable: false };
}

export const takeCell = (ruling: Ruling, row: Row, part: Part | null): Ruling => ({
  taken: { ...ruling.taken, [row.id]: part },
  isUndecidable: false,
});

/** One side whole, for every row. */
export const takeSide = (rows: readonly Row[], side: number): Ruling => ({
  taken: Object.fromEntries(rows.map((r) => [r.id, r.cells[side] ?? null])),
  isUndecidable: false,
});

export const undecided = (rows: readonly Row[], ruling: Ruling): readonly Row[] =>
  ruling.isUndecidable ? [] : rows.filter((r) => !(r.id in ruling.taken));

export const partsOf = (rows: readonly Row[], ruling: Ruling): readonly Part[] =>
  rows.map((r) => ruling.taken[r.id]).filter((p): p is Part => p !== null && p !== undefined);

/** The places whose answer in this row is what was taken. */
export function takenFrom(row: Row, sides: readonly Side[], part: Part | null): readonly string[] {
  return sides.filter((_, n) => {
    const cell = row.cells[n] ?? null;
    return part === null ? cell === null : cell !== null && cell.code === part.code && cell.text === part.text;
  }).map((s) => s.place);
}
