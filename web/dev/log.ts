import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** A small transparency log with real hashes and a real signature, so that the browser's checks have something to check. */
export const ORIGIN = "fake.example/aaaaaaaaaaaaaaaaaaaaaaaaaa";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const typed = Buffer.concat([Buffer.of(1), publicKey.export({ format: "der", type: "spki" }).subarray(-32)]);
const sha = (...parts: Buffer[]): Buffer => createHash("sha256").update(Buffer.concat(parts)).digest();
const keyId = sha(Buffer.from(`${ORIGIN}\n`), typed).subarray(0, 4);
export const VKEY = `${ORIGIN}+${keyId.toString("hex")}+${typed.toString("base64")}`;

interface Said {
  readonly at: number;
  readonly kind: string;
  readonly actor: string;
  readonly who: string | null;
  readonly title: string;
  readonly refs: { readonly [name: string]: string | readonly string[] };
  readonly said: { readonly [name: string]: unknown };
}

const leaves: Buffer[] = [];
export const newId = (): string => randomBytes(18).toString("base64url");

export interface Event extends Said {
  readonly index: number;
  readonly id: string;
  readonly leaf: string;
  readonly leaf_hash: string;
  readonly disclosures: { readonly [name: string]: string };
}

const sorted = (o: object): object => Object.fromEntries(Object.entries(o).sort(([a], [b]) => (a < b ? -1 : 1)));

export function append(said: Said): Event {
  const id = newId();
  const disclosures: Record<string, string> = {};
  const c: Record<string, string> = {};
  for (const [name, value] of Object.entries(said.said)) {
    const text = JSON.stringify([randomBytes(16).toString("base64url"), name, value]);
    disclosures[name] = Buffer.from(text).toString("base64url");
    c[name] = sha(Buffer.from(disclosures[name])).toString("base64url");
  }
  const { at, kind, actor, refs } = said;
  const leaf = Buffer.from(JSON.stringify(sorted({ v: 1, log: ORIGIN, id, ts: at, kind, actor, refs: sorted(refs), c: sorted(c) })));
  leaves.push(leaf);
  const hash = sha(Buffer.of(0), leaf).toString("base64");
  return { ...said, index: leaves.length - 1, id, leaf: leaf.toString("base64"), leaf_hash: hash, disclosures };
}

/** Leaves of no interest, so that numbers look like those of a log in use. */
export function fill(n: number): void {
  for (let i = 0; i < n; i += 1) leaves.push(Buffer.from(`filler ${i}`));
}

const split = (n: number): number => 2 ** Math.floor(Math.log2(n - 1));

function root(from: number, to: number): Buffer {
  if (to - from === 1) return sha(Buffer.of(0), leaves[from] as Buffer);
  const k = split(to - from);
  return sha(Buffer.of(1), root(from, from + k), root(from + k, to));
}

export function inclusion(index: number, from = 0, to = leaves.length): string[] {
  if (to - from === 1) return [];
  const k = split(to - from);
  if (index < from + k) return [...inclusion(index, from, from + k), root(from + k, to).toString("base64")];
  return [...inclusion(index, from + k, to), root(from, from + k).toString("base64")];
}

export const size = (): number => leaves.length;
export const rootText = (): string => root(0, leaves.length).toString("base64");

export function checkpoint(): string {
  const text = `${ORIGIN}\n${leaves.length}\n${rootText()}\n`;
  const signature = Buffer.concat([keyId, sign(null, Buffer.from(text), privateKey)]).toString("base64");
  return `${text}\n\u2014 ${ORIGIN} ${signature}\n`;
}
