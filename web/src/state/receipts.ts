import { fromBase64, sameBytes, toBase64url, utf8 } from "./bytes";
import { openNote, parseCheckpoint, parseVkey } from "./note";
import type { Crypto } from "./proof";
import { leafHash, rootFromInclusion } from "./tree";

export interface KeptReceipt {
  readonly index: number;
  readonly leaf_hash: string;
}

export interface ReceiptsFound {
  readonly n: number;
  readonly size: number;
  readonly root: Uint8Array<ArrayBuffer>;
  /** Receipts kept here that the log no longer bears out, with why. */
  readonly broken: readonly { readonly index: number; readonly why: string }[];
  /** Kept here and newer than the checkpoint: nothing is known of them yet. */
  readonly nNewer: number;
}

interface Line {
  readonly index: number;
  readonly leaf: string;
  readonly path: readonly string[];
}

/** Checks a file of receipts (`labelproof-receipts/1`) and holds what this browser kept against it. Throws what does not hold. */
export async function checkReceipts(crypto: Crypto, raw: string, vkey: string, kept: readonly KeptReceipt[]): Promise<ReceiptsFound> {
  const [first = "", ...rest] = raw.split("\n");
  const head = JSON.parse(first) as { format: string; note: string; n_receipts: number };
  if (head.format !== "labelproof-receipts/1") throw new RangeError("receipts: another format");
  const checkpoint = parseCheckpoint(await openNote(head.note, await parseVkey(crypto.sha256, vkey), crypto.verify));
  const hashes = new Map<number, string>();
  for (const line of rest.filter(Boolean)) {
    const { index, leaf, path } = JSON.parse(line) as Line;
    const hash = await leafHash(crypto.sha256, utf8(leaf));
    const root = await rootFromInclusion(crypto.sha256, index, checkpoint.size, hash, path.map(fromBase64));
    if (root === null || !sameBytes(root, checkpoint.root)) throw new RangeError(`receipts: leaf ${index} is not in the tree of size ${checkpoint.size}`);
    hashes.set(index, toBase64url(hash));
  }
  if (hashes.size !== head.n_receipts) throw new RangeError(`receipts: ${head.n_receipts} announced, ${hashes.size} there`);
  const old = kept.filter((each) => each.index < checkpoint.size);
  const broken = old.flatMap(({ index, leaf_hash }) => {
    const now = hashes.get(index);
    if (now === leaf_hash) return [];
    return [{ index, why: now === undefined ? "gone" : "changed" }];
  });
  return { n: hashes.size, size: checkpoint.size, root: checkpoint.root, broken, nNewer: kept.length - old.length };
}
