import { describe, expect, test } from "vitest";
import { nodeCrypto } from "@/testing/crypto";
import { golden, type Golden } from "@/testing/golden";
import { fromBase64, joined, sameBytes, toBase64, utf8 } from "./bytes";
import { parseCheckpoint } from "./note";
import { checkGrew, checkIncluded, checkRecorded, checkSigned, type Evidence, type ProvenEvent } from "./proof";
import { TileReader, tilePath } from "./tiles";
import { isExtension, leafHash, rootFromInclusion } from "./tree";

const vectors = golden();

function leafText(index: number, g: Golden): Uint8Array<ArrayBuffer> {
  return utf8(g.leaves[index] as string);
}

async function evidence(g: Golden): Promise<{ proof: Evidence; events: ProvenEvent[] }> {
  const leaf = leafText(1, g);
  const said = JSON.parse(g.leaves[1] as string) as { ts: number; kind: string; actor: string };
  const event: ProvenEvent = {
    index: 1,
    at: said.ts,
    kind: said.kind,
    actor: said.actor,
    leaf: toBase64(leaf),
    leaf_hash: toBase64(await leafHash(nodeCrypto.sha256, leaf)),
    said: {},
    disclosures: {},
  };
  const path = g.inclusion_b64.find((p) => p.index === 1 && p.size === 2)?.proof ?? [];
  const proof = { origin: "log.example/acme/project-1", vkey: g.log_vkey, checkpoint: g.checkpoint_size_2, index_proofs: { "1": path } };
  return { proof, events: [event] };
}

describe.skipIf(vectors === null)("against the golden vectors of the log", () => {
  const g = vectors as Golden;

  test("every inclusion proof leads to the root of its size", async () => {
    for (const { index, size, proof } of g.inclusion_b64) {
      const text = g.leaves[index];
      const root = g.roots_b64[String(size)];
      if (text === undefined || root === undefined) continue;
      const hash = await leafHash(nodeCrypto.sha256, utf8(text));
      const found = await rootFromInclusion(nodeCrypto.sha256, index, size, hash, proof.map(fromBase64));

      expect(found && toBase64(found)).toBe(root);
    }
  });

  test("every consistency proof holds, and none holds for another root", async () => {
    for (const { old, new: size, proof } of g.consistency_b64) {
      const [oldRoot, newRoot] = [g.roots_b64[String(old)], g.roots_b64[String(size)]].map((r) => fromBase64(r as string));
      if (!oldRoot || !newRoot) continue;
      const wrong = oldRoot.slice();
      wrong[0] = (wrong[0] ?? 0) ^ 1;

      expect(await isExtension(nodeCrypto.sha256, old, oldRoot, size, newRoot, proof.map(fromBase64))).toBe(true);
      expect(await isExtension(nodeCrypto.sha256, old, wrong, size, newRoot, proof.map(fromBase64))).toBe(false);
    }
  });

  test("the checkpoint is signed by its key and by no other", async () => {
    const { proof } = await evidence(g);

    expect((await checkSigned(nodeCrypto, proof)).state).toBe("passed");
    expect((await checkSigned(nodeCrypto, { ...proof, vkey: g.log_vkey_2 })).state).toBe("failed");
  });

  test("one changed byte of the checkpoint's text fails its signature", async () => {
    const { proof } = await evidence(g);
    const changed = { ...proof, checkpoint: proof.checkpoint.replace("\n2\n", "\n3\n") };

    expect((await checkSigned(nodeCrypto, changed)).state).toBe("failed");
  });

  test("a leaf in the log is found there, and a changed leaf is not", async () => {
    const { proof, events } = await evidence(g);
    const other = { ...(events[0] as ProvenEvent), leaf: toBase64(leafText(0, g)) };

    expect((await checkIncluded(nodeCrypto, proof, events)).state).toBe("passed");
    expect((await checkIncluded(nodeCrypto, proof, [other])).state).toBe("failed");
  });

  test("a page that names another actor than the leaf fails", async () => {
    const { proof, events } = await evidence(g);
    const forged = { ...(events[0] as ProvenEvent), actor: "somebody" };

    expect((await checkRecorded(nodeCrypto, proof, events)).state).toBe("passed");
    expect((await checkRecorded(nodeCrypto, proof, [forged])).state).toBe("failed");
  });
});

function opened(disclosure: string, digest: string, said: string): { proof: Evidence; event: ProvenEvent } {
  const leaf = { v: 1, log: "o", id: "i", ts: 5, kind: "k.k", actor: "u", refs: {}, c: { label: digest } };
  const proof = { origin: "o", vkey: "", checkpoint: "", index_proofs: {} };
  const bytes = toBase64(utf8(JSON.stringify(leaf)));
  return { proof, event: { index: 0, at: 5, kind: "k.k", actor: "u", leaf: bytes, leaf_hash: "", said: { label: said }, disclosures: { label: disclosure } } };
}

const CAFE = "WyJabTZBYTZpUGFfTVUtSWJEQ2d3UENRIiwibGFiZWwiLCJjYWbDqSJd";
const CAFE_DIGEST = "OyYGLCB7MNaYNUha9JxvPyQNv0OLg7fBXeXRg05l9fU";

test("an opening that hashes to its commitment and says what is shown passes", async () => {
  const { proof, event } = opened(CAFE, CAFE_DIGEST, "café");

  expect(await checkRecorded(nodeCrypto, proof, [event])).toEqual({ name: "recorded", state: "passed", facts: { n: 1, n_withheld: 0 } });
});

test("an opening of something else than is shown fails", async () => {
  const { proof, event } = opened(CAFE, CAFE_DIGEST, "tea");

  expect((await checkRecorded(nodeCrypto, proof, [event])).state).toBe("failed");
});

test("an opening that does not hash to its commitment fails", async () => {
  const { proof, event } = opened(CAFE.replace("J", "K"), CAFE_DIGEST, "café");

  expect((await checkRecorded(nodeCrypto, proof, [event])).state).toBe("failed");
});

test("a log smaller than the one seen fails, and one not seen before is only remembered", async () => {
  const head = parseCheckpoint(`o\n5\n${"A".repeat(43)}=\n`);
  const seen = { size: 9, root: `${"A".repeat(43)}=`, at: 0 };

  expect((await checkGrew(nodeCrypto, head, seen, null)).state).toBe("failed");
  expect((await checkGrew(nodeCrypto, head, null, null)).state).toBe("not_checked");
});

test("tile paths write their number in groups of three", () => {
  expect([tilePath(0, 1234067, 256), tilePath(1, 17, 5)]).toEqual(["tile/0/x001/x234/067", "tile/1/017.p/5"]);
});

test("consistency proofs made from tiles hold between any two sizes", async () => {
  const { sha256 } = nodeCrypto;
  const size = 700;
  const leaves = await Promise.all(Array.from({ length: size }, (_, n) => leafHash(sha256, utf8(`leaf ${n}`))));
  const level1 = await Promise.all(
    [0, 1].map(async (n) => {
      const half = new TileReader(sha256, 256, async () => joinedHashes(leaves.slice(n * 256, n * 256 + 256)));
      return sha256(joined(Uint8Array.of(1), await half.hash(0, 128), await half.hash(128, 256)));
    }),
  );
  const read = async (path: string): Promise<Uint8Array<ArrayBuffer>> => {
    const [, level, n] = /^tile\/(\d)\/(\d+)/.exec(path) ?? [];
    return joinedHashes(level === "0" ? leaves.slice(Number(n) * 256, Number(n) * 256 + 256) : level1);
  };
  const root = (n: number): Promise<Uint8Array<ArrayBuffer>> => new TileReader(sha256, n, read).hash(0, n);
  for (const old of [1, 2, 255, 256, 257, 511, 512, 600, 699]) {
    const proof = await new TileReader(sha256, size, read).consistency(old);

    expect(await isExtension(sha256, old, await root(old), size, await root(size), proof)).toBe(true);
  }
});

function joinedHashes(hashes: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(hashes.length * 32);
  hashes.forEach((h, n) => out.set(h, n * 32));
  return out;
}

test("base64 has one spelling", () => {
  expect(() => fromBase64("AB==")).toThrow(RangeError);
  expect(sameBytes(fromBase64("AA=="), Uint8Array.of(0))).toBe(true);
});
