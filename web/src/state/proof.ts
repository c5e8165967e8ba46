import { fromBase64, fromBase64url, sameBytes, toBase64, toBase64url, utf8 } from "./bytes";
import { sameJson, type JsonValue } from "./json";
import { openNote, parseCheckpoint, parseVkey, type Checkpoint, type VerifyEd25519 } from "./note";
import { isExtension, leafHash, rootFromInclusion, type Sha256 } from "./tree";

/** What the Explain page checks by itself, from bytes the server sent and nothing the server claims about them. */
export interface Crypto {
  readonly sha256: Sha256;
  readonly verify: VerifyEd25519;
}

export interface ProvenEvent {
  readonly index: number;
  readonly at: number;
  readonly kind: string;
  readonly actor: string;
  readonly leaf: string;
  readonly leaf_hash: string;
  readonly said: { readonly [field: string]: JsonValue };
  readonly disclosures: { readonly [field: string]: string };
}

export interface Evidence {
  readonly origin: string;
  readonly vkey: string;
  readonly checkpoint: string;
  readonly index_proofs: { readonly [index: string]: readonly string[] };
}

export interface Head {
  readonly size: number;
  readonly root: string;
  readonly at: number;
}

export type CheckName = "recorded" | "included" | "grew" | "signed";
export type Check =
  | { readonly name: CheckName; readonly state: "passed"; readonly facts: Facts }
  | { readonly name: CheckName; readonly state: "failed"; readonly why: string }
  | { readonly name: CheckName; readonly state: "not_checked"; readonly why: string };

export interface Facts {
  readonly n?: number;
  readonly n_withheld?: number;
  readonly n_newer?: number;
  readonly n_hashes?: number;
  readonly size?: number;
  readonly key?: string;
  readonly at?: number;
}

interface Leaf {
  readonly log: string;
  readonly ts: number;
  readonly kind: string;
  readonly actor: string;
  readonly c: { readonly [field: string]: string };
}

const failed = (name: CheckName, why: string): Check => ({ name, state: "failed", why });

/** Every opening hashes to the commitment in its leaf, and says what the page shows. */
export async function checkRecorded(crypto: Crypto, evidence: Evidence, events: readonly ProvenEvent[]): Promise<Check> {
  let n = 0;
  let nWithheld = 0;
  for (const event of events) {
    const leaf = JSON.parse(new TextDecoder().decode(fromBase64(event.leaf))) as Leaf;
    if (leaf.log !== evidence.origin || leaf.kind.split("@")[0] !== event.kind.split("@")[0] || leaf.actor !== event.actor || leaf.ts !== event.at) {
      return failed("recorded", `Leaf ${event.index} names another kind, actor, time or log than this page.`);
    }
    for (const [field, digest] of Object.entries(leaf.c)) {
      const opening = event.disclosures[field];
      if (opening === undefined) {
        nWithheld += 1;
        continue;
      }
      const problem = await checkOpening(crypto, field, digest, opening, event.said[field]);
      if (problem !== null) return failed("recorded", `Leaf ${event.index}: ${problem}`);
      n += 1;
    }
    const stray = Object.keys(event.disclosures).find((field) => !(field in leaf.c));
    if (stray !== undefined) return failed("recorded", `Leaf ${event.index} commits to nothing called ${stray}.`);
  }
  return { name: "recorded", state: "passed", facts: { n, n_withheld: nWithheld } };
}

async function checkOpening(
  crypto: Crypto,
  field: string,
  digest: string,
  opening: string,
  shown: JsonValue | undefined,
): Promise<string | null> {
  if (toBase64url(await crypto.sha256(utf8(opening))) !== digest) return `${field} does not hash to its commitment.`;
  const parsed = JSON.parse(new TextDecoder().decode(fromBase64url(opening))) as [string, string, JsonValue];
  if (parsed.length !== 3 || parsed[1] !== field) return `the opening of ${field} names ${String(parsed[1])}.`;
  if (shown !== undefined && !sameJson(shown, parsed[2])) return `${field} on this page differs from what was recorded.`;
  return null;
}

/** Looking is recorded, so the look itself is newer than any checkpoint that existed when it began. */
const MAY_BE_NEWER = new Set(["values.shown"]);

/** Every leaf's hash leads to the root of the checkpoint. */
export async function checkIncluded(crypto: Crypto, evidence: Evidence, events: readonly ProvenEvent[]): Promise<Check> {
  const head = parseCheckpoint(evidence.checkpoint);
  let nHashes = 0;
  const newer = events.filter((e) => e.index >= head.size);
  for (const event of events) {
    const hash = await leafHash(crypto.sha256, fromBase64(event.leaf));
    if (!isHash(hash, event.leaf_hash)) return failed("included", `Leaf ${event.index} does not hash to what this page names.`);
    if (event.index >= head.size) continue;
    const proof = evidence.index_proofs[String(event.index)];
    if (!proof) return failed("included", `No proof was sent for leaf ${event.index}.`);
    const root = await rootFromInclusion(crypto.sha256, event.index, head.size, hash, proof.map(fromBase64));
    if (root === null || !sameBytes(root, head.root)) {
      return failed("included", `Leaf ${event.index} does not lead to the root of size ${head.size}.`);
    }
    nHashes = Math.max(nHashes, proof.length);
  }
  const unproven = newer.find((e) => !MAY_BE_NEWER.has(e.kind));
  if (unproven) {
    return { name: "included", state: "not_checked", why: `Leaf ${unproven.index} is newer than the checkpoint of size ${head.size}.` };
  }
  const facts = { n: events.length - newer.length, n_newer: newer.length, n_hashes: nHashes, size: head.size };
  return { name: "included", state: "passed", facts };
}

/** Servers spell a hash in hex, base64 or base64url; the bytes are what counts. */
function isHash(hash: Uint8Array, text: string): boolean {
  const hex = Array.from(hash, (b) => b.toString(16).padStart(2, "0")).join("");
  return text === hex || text === toBase64(hash) || text === toBase64url(hash);
}

/** The checkpoint is signed by the log's key, and is of this log. */
export async function checkSigned(crypto: Crypto, evidence: Evidence): Promise<Check> {
  try {
    const key = await parseVkey(crypto.sha256, evidence.vkey);
    const head = parseCheckpoint(await openNote(evidence.checkpoint, key, crypto.verify));
    if (head.origin !== evidence.origin || key.name !== evidence.origin) {
      return failed("signed", `The checkpoint is of ${head.origin}, this page is about ${evidence.origin}.`);
    }
    return { name: "signed", state: "passed", facts: { key: key.id, size: head.size } };
  } catch (error) {
    return failed("signed", error instanceof Error ? error.message : String(error));
  }
}

/** The log is the one this browser saw before, only longer. */
export async function checkGrew(
  crypto: Crypto,
  head: Checkpoint,
  seen: Head | null,
  consistency: readonly string[] | null,
): Promise<Check> {
  if (seen === null) return { name: "grew", state: "not_checked", why: "This browser had not seen this log before. It remembers it now." };
  if (head.size < seen.size) return failed("grew", `The log shows size ${head.size}; this browser saw ${seen.size}. Keep this page and ask the operator.`);
  const seenRoot = fromBase64(seen.root);
  if (head.size === seen.size) {
    if (!sameBytes(head.root, seenRoot)) return failed("grew", `Size ${head.size} has another root than the one this browser saw.`);
    return { name: "grew", state: "passed", facts: { size: seen.size, at: seen.at } };
  }
  if (consistency === null) return { name: "grew", state: "not_checked", why: `No proof from size ${seen.size} was sent.` };
  const isLonger = await isExtension(crypto.sha256, seen.size, seenRoot, head.size, head.root, consistency.map(fromBase64));
  if (!isLonger) return failed("grew", `Size ${head.size} does not extend size ${seen.size}, which this browser saw.`);
  return { name: "grew", state: "passed", facts: { size: seen.size, at: seen.at } };
}
