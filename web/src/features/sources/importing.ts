import type { Problem } from "@/api/schema";
import type { Sending } from "@/kit/useCommand";
import type { Table } from "@/state/csv";
import type { JsonValue } from "@/state/json";
import type { LineProblem } from "./lines";

/** What one command takes: all of it goes in or none, so as much as fits goes together. */
export const MOST_ITEMS = 1000;
const MOST_CHARACTERS = 2_000_000;

export interface Plan {
  readonly table: Table;
  readonly idColumn: string | null;
  readonly shown: readonly string[];
}

export interface NewItem {
  readonly line: number;
  readonly external_id: string | null;
  readonly content: { readonly [field: string]: string };
}

/** Rows as items: only the columns that annotators may see, under names the log accepts. */
export function itemsOf({ table, idColumn, shown }: Plan): readonly NewItem[] {
  const at = (column: string): number => table.columns.indexOf(column);
  const fields = fieldsOf(shown);
  return table.rows.map((row, n) => ({
    line: table.lines[n] ?? 0,
    external_id: idColumn === null ? null : (row[at(idColumn)] ?? null),
    content: Object.fromEntries(shown.map((column, i) => [fields[i] ?? column, row[at(column)] ?? ""])),
  }));
}

/** A field's name for each column, in the same order; two columns never share one. */
export function fieldsOf(columns: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return columns.map((column) => {
    const name = fieldOf(column);
    let free = name;
    for (let n = 2; taken.has(free); n += 1) free = `${name}_${n}`;
    taken.add(free);
    return free;
  });
}

const fieldOf = (column: string): string =>
  column
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 28) || "text";

export interface Steps {
  readonly collection: string | null;
  readonly nSent: number;
}

export const NOT_STARTED: Steps = { collection: null, nSent: 0 };

/** What the commands of an import are sent with, and what it tells on the way. */
export interface ImportPorts {
  readonly send: Sending["send"];
  onStep(steps: Steps): void;
}

/** Opens a collection, imports in chunks and seals it; resumes after the last chunk that was recorded. */
export async function importAll(
  { send, onStep }: ImportPorts,
  terms: { readonly [name: string]: JsonValue },
  items: readonly NewItem[],
  from: Steps,
): Promise<boolean> {
  let { collection } = from;
  if (collection === null) {
    const opened = await send("open_collection", { terms, subject_rule: "each" });
    const id = opened?.result.collection ?? opened?.receipts[0]?.event_id;
    if (typeof id !== "string") return false;
    collection = id;
    onStep({ collection, nSent: 0 });
  }
  let { nSent } = from;
  for (const chunk of chunksOf(items.slice(nSent))) {
    const said = chunk.map(({ external_id, content }) => ({ external_id, content }));
    if (!(await send("import_items", { collection, items: said }))) return false;
    nSent += chunk.length;
    onStep({ collection, nSent });
  }
  return (await send("seal_collection", { collection })) !== null;
}

/** Items in order, in as few commands as the server takes them. */
export function chunksOf(items: readonly NewItem[]): readonly (readonly NewItem[])[] {
  const chunks: NewItem[][] = [];
  let room = 0;
  for (const item of items) {
    const size = Object.values(item.content).reduce((n, text) => n + text.length, 0);
    const last = chunks.at(-1);
    if (last && last.length < MOST_ITEMS && size <= room) last.push(item);
    else {
      chunks.push([item]);
      room = MOST_CHARACTERS;
    }
    room -= size;
  }
  return chunks;
}

/** The lines of the file that a refusal names; the server counts the items of one command. */
export function refusedLines(problem: Problem, items: readonly NewItem[], nSent: number): readonly LineProblem[] {
  return (problem.problems ?? []).flatMap(({ field, what }) => {
    const at = /^items\[(\d+)\]/.exec(field)?.[1];
    const line = at === undefined ? undefined : items[nSent + Number(at)]?.line;
    return line === undefined ? [] : [{ line, what }];
  });
}
