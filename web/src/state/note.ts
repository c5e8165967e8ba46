import { fromBase64, joined, sameBytes, toHex, utf8 } from "./bytes";
import type { Sha256 } from "./tree";

type Bytes = Uint8Array<ArrayBuffer>;
export type VerifyEd25519 = (publicKey: Bytes, signature: Bytes, text: Bytes) => Promise<boolean>;

export interface VerifierKey {
  readonly name: string;
  readonly id: string;
  readonly publicKey: Bytes;
}

export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Bytes;
}

/** A vkey is `name+hex8(key id)+base64(type || public key)`; the id must follow from the rest. */
export async function parseVkey(sha: Sha256, vkey: string): Promise<VerifierKey> {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(vkey.trim());
  if (!match) throw new RangeError("vkey: not name+id+key");
  const [, name, id, encoded] = match as unknown as [string, string, string, string];
  const typed = fromBase64(encoded);
  if (typed[0] !== 1 || typed.length !== 33) throw new RangeError("vkey: not an Ed25519 log key");
  const digest = await sha(joined(utf8(`${name}\n`), typed));
  if (toHex(digest.slice(0, 4)) !== id) throw new RangeError("vkey: the id does not follow from the key");
  return { name, id, publicKey: typed.slice(1) };
}

/** Opens a signed note under one key: every line of that key must verify, and there must be one. */
export async function openNote(note: string, key: VerifierKey, verify: VerifyEd25519): Promise<string> {
  const cut = note.lastIndexOf("\n\n");
  if (cut < 0) throw new RangeError("note: no signatures");
  const text = note.slice(0, cut + 1);
  let verified = 0;
  for (const line of note.slice(cut + 2).split("\n").filter(Boolean)) {
    const match = /^\u2014 (\S+) (\S+)$/.exec(line);
    if (!match || match[1] !== key.name) continue;
    const blob = fromBase64(match[2] as string);
    if (toHex(blob.slice(0, 4)) !== key.id) continue;
    if (!(await verify(key.publicKey, blob.slice(4), utf8(text)))) throw new RangeError(`note: signature of ${key.id} fails`);
    verified += 1;
  }
  if (verified === 0) throw new RangeError(`note: not signed by ${key.id}`);
  return text;
}

/** `origin LF size LF base64(root) LF`; the size in decimal without leading zeros. */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, root] = text.split("\n");
  if (!origin || !size || !/^(?:0|[1-9][0-9]*)$/.test(size)) throw new RangeError("checkpoint: size line");
  const bytes = fromBase64(root ?? "");
  if (bytes.length !== 32) throw new RangeError("checkpoint: root is not 32 bytes");
  return { origin, size: Number(size), root: bytes };
}

export const sameRoot = (a: Checkpoint, b: Checkpoint): boolean => sameBytes(a.root, b.root);
