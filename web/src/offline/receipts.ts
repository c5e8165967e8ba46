import type { Receipt } from "@/api/schema";
import { all, openDatabase, put } from "./idb";

/** Keeps what an answer of the server promises: where each event stands, and the hash of its leaf. */
export async function keepReceipts(db: IDBDatabase, receipts: readonly Receipt[]): Promise<void> {
  for (const each of receipts) await put(db, "kept", `receipt/${each.log}/${each.index}`, each);
}

/** What this browser kept for this person of one log, in the log's order. */
export async function keptReceipts(account: string, log: string): Promise<readonly Receipt[]> {
  const db = await openDatabase(account);
  try {
    const found = await all<Receipt>(db, "kept");
    return found.filter((each) => each.log === log).toSorted((a, b) => a.index - b.index);
  } finally {
    db.close();
  }
}
