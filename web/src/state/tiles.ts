import { joined } from "./bytes";
import type { Sha256 } from "./tree";

type Hash = Uint8Array<ArrayBuffer>;
/** The hashes of one tile, as published: 32 bytes each. */
export type FetchTile = (path: string) => Promise<Hash>;

const HEIGHT = 8;
const WIDTH = 256;

/** `tile/<L>/<N>[.p/<W>]`, N in groups of three digits, all but the last with an `x`. */
export function tilePath(level: number, n: number, width: number): string {
  const groups: string[] = [];
  for (let rest = n; groups.length === 0 || rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(String(rest % 1000).padStart(3, "0"));
  }
  const name = groups.map((g, i) => (i < groups.length - 1 ? `x${g}` : g)).join("/");
  return `tile/${level}/${name}${width === WIDTH ? "" : `.p/${width}`}`;
}

/** Reads hashes of subtrees out of the tiles of a log of `size`. */
export class TileReader {
  #cache = new Map<string, Promise<Hash>>();
  #sha: Sha256;
  #size: number;
  #fetch: FetchTile;

  constructor(sha: Sha256, size: number, fetch: FetchTile) {
    this.#sha = sha;
    this.#size = size;
    this.#fetch = fetch;
  }

  /** MTH of the leaves from `lo` to `hi` (RFC 6962 §2.1). */
  async hash(lo: number, hi: number): Promise<Hash> {
    const n = hi - lo;
    const isPower = (n & (n - 1)) === 0;
    if (isPower && lo % n === 0) return this.#subtree(Math.log2(n), lo / n);
    const k = largestPowerBelow(n);
    return this.#node(await this.hash(lo, lo + k), await this.hash(lo + k, hi));
  }

  /** PROOF(m, D[n]) of RFC 6962 §2.1.2, from the tiles. */
  async consistency(m: number): Promise<readonly Hash[]> {
    return m === 0 || m === this.#size ? [] : this.#subproof(m, 0, this.#size, true);
  }

  async #subproof(m: number, lo: number, hi: number, isWhole: boolean): Promise<readonly Hash[]> {
    const n = hi - lo;
    if (m === n) return isWhole ? [] : [await this.hash(lo, hi)];
    const k = largestPowerBelow(n);
    if (m <= k) return [...(await this.#subproof(m, lo, lo + k, isWhole)), await this.hash(lo + k, hi)];
    return [...(await this.#subproof(m - k, lo + k, hi, false)), await this.hash(lo, lo + k)];
  }

  /** The i-th complete subtree of 2^height leaves. */
  async #subtree(height: number, i: number): Promise<Hash> {
    const level = Math.floor(height / HEIGHT);
    const span = 2 ** (height % HEIGHT);
    const first = i * span;
    const tile = await this.#tile(level, Math.floor(first / WIDTH));
    const from = first % WIDTH;
    return this.#fold(Array.from({ length: span }, (_, n) => tile.slice((from + n) * 32, (from + n + 1) * 32)));
  }

  async #fold(hashes: readonly Hash[]): Promise<Hash> {
    if (hashes.length === 1) return hashes[0] as Hash;
    const half = hashes.length / 2;
    return this.#node(await this.#fold(hashes.slice(0, half)), await this.#fold(hashes.slice(half)));
  }

  #tile(level: number, n: number): Promise<Hash> {
    const atLevel = Math.floor(this.#size / WIDTH ** level);
    const width = Math.min(WIDTH, atLevel - n * WIDTH);
    const path = tilePath(level, n, width);
    const known = this.#cache.get(path) ?? this.#read(path, level, n, width);
    this.#cache.set(path, known);
    return known;
  }

  /** A partial tile may be gone once the full one stands; its first hashes are the same. */
  async #read(path: string, level: number, n: number, width: number): Promise<Hash> {
    if (width === WIDTH) return this.#fetch(path);
    return this.#fetch(path).catch(async () => (await this.#fetch(tilePath(level, n, WIDTH))).slice(0, width * 32));
  }

  #node = (l: Hash, r: Hash): Promise<Hash> => this.#sha(joined(Uint8Array.of(1), l, r));
}

const largestPowerBelow = (n: number): number => 2 ** Math.floor(Math.log2(n - 1));
