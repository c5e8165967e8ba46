import { describe, expect, test } from "vitest";
import { nodeCrypto } from "@/testing/crypto";
import { golden, type Golden } from "@/testing/golden";
import { toBase64url, utf8 } from "./bytes";
import { checkReceipts } from "./receipts";
import { leafHash } from "./tree";

const vectors = golden();

describe.skipIf(vectors === null)("receipts against the golden log", () => {
  const g = vectors as Golden;
  const path = vectors?.inclusion_b64.find((p) => p.index === 1 && p.size === 2)?.proof ?? [];
  const file = (changes: object = {}): string =>
    [
      JSON.stringify({ format: "labelproof-receipts/1", note: g.checkpoint_size_2, n_receipts: 1, vkey: g.log_vkey }),
      JSON.stringify({ index: 1, leaf: g.leaves[1], path, said: {}, ...changes }),
      "",
    ].join("\n");
  const hashOf = async (): Promise<string> => toBase64url(await leafHash(nodeCrypto.sha256, utf8(g.leaves[1] as string)));

  test("a receipt kept as it was given agrees", async () => {
    const found = await checkReceipts(nodeCrypto, file(), g.log_vkey, [{ index: 1, leaf_hash: await hashOf() }]);

    expect({ n: found.n, size: found.size, broken: found.broken, nNewer: found.nNewer }).toEqual({ n: 1, size: 2, broken: [], nNewer: 0 });
  });

  test("another leaf in its place, and one that is gone, are told apart", async () => {
    const kept = [
      { index: 1, leaf_hash: "A".repeat(43) },
      { index: 0, leaf_hash: "B".repeat(43) },
    ];

    const found = await checkReceipts(nodeCrypto, file(), g.log_vkey, kept);

    expect(found.broken).toEqual([
      { index: 1, why: "changed" },
      { index: 0, why: "gone" },
    ]);
  });

  test("what is newer than the checkpoint is neither good nor bad yet", async () => {
    const found = await checkReceipts(nodeCrypto, file(), g.log_vkey, [{ index: 2, leaf_hash: "A".repeat(43) }]);

    expect([found.broken, found.nNewer]).toEqual([[], 1]);
  });

  test("a leaf that does not lead to the root, or a file cut short, is refused", async () => {
    await expect(checkReceipts(nodeCrypto, file({ index: 0 }), g.log_vkey, [])).rejects.toThrow("leaf 0");
    await expect(checkReceipts(nodeCrypto, file({ path: [] }), g.log_vkey, [])).rejects.toThrow("leaf 1");
    await expect(checkReceipts(nodeCrypto, `${file().split("\n")[0]}\n`, g.log_vkey, [])).rejects.toThrow("1 announced, 0 there");
  });
});
