import type { Sending } from "@/kit/useCommand";
import type { Table } from "@/state/csv";
import type { JsonValue } from "@/state/json";

/** At most this many items go into one event. */
export const CHUNK = 100;

export interface Plan {
  readonly table: Table;
  readonly idColumn: string | null;
  readonly shown: readonly string[];
}

type Item = { readonly external_id: string | null; readonly content: { readonly [field: string]: string } };

/** Rows as items: only the columns that annotators may see, under names the log accepts. */
export function itemsOf({ table, idColumn, shown }: Plan): readonly Item[] {
  const at = (column: string): number => table.columns.indexOf(column);
  return table.rows.map((row) => ({
    external_id: idColumn === null ? null : (row[at(idColumn)] ?? null),
    content: Object.fromEntries(shown.map((column) => [fieldOf(column), row[at(column)] ?? ""])),
  }));
}

export const fieldOf = (column: string): string =>
  column
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 32) || "text";

export interface Steps {
  readonly collection: string | null;
  readonly nSent: number;
}

/** Opens a collection, imports in chunks and seals it; resumes after the last chunk that was recorded. */
export async function importAll(
  send: Sending["send"],
  terms: { readonly [name: string]: JsonValue },
  items: readonly Item[],
  from: Steps,
  onStep: (steps: Steps) => void,
): Promise<boolean> {
  let { collection } = from;
  if (collection === null) {
    const opened = await send("open_collection", { terms, subject_rule: "each" });
    const id = opened?.result.collection ?? opened?.receipts[0]?.event_id;
    if (typeof id !== "string") return false;
    collection = id;
    onStep({ collection, nSent: 0 });
  }
  for (let at = from.nSent; at < items.length; at += CHUNK) {
    const chunk = items.slice(at, at + CHUNK) as unknown as JsonValue;
    if (!(await send("import_items", { collection, items: chunk }))) return false;
    onStep({ collection, nSent: Math.min(at + CHUNK, items.length) });
  }
  return (await send("seal_collection", { collection })) !== null;
}
