import { joined, sameBytes } from "./bytes";

/** RFC 6962 hashing and RFC 9162 §2.1.3 and §2.1.4 proofs. */
export type Sha256 = (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>;
type Hash = Uint8Array<ArrayBuffer>;

export const leafHash = (sha: Sha256, leaf: Uint8Array): Promise<Hash> => sha(joined(Uint8Array.of(0), leaf));
const nodeHash = (sha: Sha256, l: Hash, r: Hash): Promise<Hash> => sha(joined(Uint8Array.of(1), l, r));

/** The root that a leaf, its index and its inclusion proof lead to; null when the proof has the wrong length. */
export async function rootFromInclusion(
  sha: Sha256,
  index: number,
  size: number,
  leaf: Hash,
  proof: readonly Hash[],
): Promise<Hash | null> {
  if (index < 0 || index >= size) return null;
  let fn = index;
  let sn = size - 1;
  let r = leaf;
  for (const p of proof) {
    if (sn === 0) return null;
    if (fn % 2 === 1 || fn === sn) {
      r = await nodeHash(sha, p, r);
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2);
        sn = Math.floor(sn / 2);
      }
    } else r = await nodeHash(sha, r, p);
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 ? r : null;
}

/** Whether the tree of `newSize` extends the one of `oldSize`: both roots follow from one proof. */
export async function isExtension(
  sha: Sha256,
  oldSize: number,
  oldRoot: Hash,
  newSize: number,
  newRoot: Hash,
  proof: readonly Hash[],
): Promise<boolean> {
  if (oldSize === newSize) return proof.length === 0 && sameBytes(oldRoot, newRoot);
  if (oldSize === 0) return proof.length === 0;
  if (oldSize > newSize) return false;
  const isPower = (oldSize & (oldSize - 1)) === 0;
  const path = isPower ? [oldRoot, ...proof] : [...proof];
  let fn = oldSize - 1;
  let sn = newSize - 1;
  while (fn % 2 === 1) {
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  const first = path[0];
  if (!first) return false;
  let fr = first;
  let sr = first;
  for (const c of path.slice(1)) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      fr = await nodeHash(sha, c, fr);
      sr = await nodeHash(sha, c, sr);
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2);
        sn = Math.floor(sn / 2);
      }
    } else sr = await nodeHash(sha, sr, c);
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 && sameBytes(fr, oldRoot) && sameBytes(sr, newRoot);
}
