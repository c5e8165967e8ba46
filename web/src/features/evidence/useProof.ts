import { useQuery } from "@tanstack/react-query";
import { getTile } from "@/api/client";
import type { Explained } from "./normal";
import { rememberHead, rememberedHead } from "@/offline/heads";
import { toBase64 } from "@/state/bytes";
import { parseCheckpoint, type Checkpoint } from "@/state/note";
import { checkGrew, checkIncluded, checkRecorded, checkSigned, type Check, type CheckName } from "@/state/proof";
import { TileReader } from "@/state/tiles";
import { browserCrypto } from "./crypto";
import { m } from "./messages/en";

/** The checks of one explanation, computed here. The head is remembered only when everything passed. */
export function useProof(project: string, explanation: Explained | undefined): readonly Check[] | null {
  const { data } = useQuery({
    queryKey: ["proof", project, explanation?.proof?.checkpoint, explanation?.item, explanation?.chain.length],
    enabled: explanation !== undefined,
    staleTime: Infinity,
    queryFn: () => checkAll(explanation as Explained),
  });
  return data ?? null;
}

const ALL: readonly CheckName[] = ["recorded", "included", "grew", "signed"];

async function checkAll({ proof, chain }: Explained): Promise<readonly Check[]> {
  if (proof === null) return ALL.map((name) => ({ name, state: "not_checked", why: m.noCheckpoint }));
  const seen = rememberedHead(proof.vkey);
  const recorded = await guarded("recorded", () => checkRecorded(browserCrypto, proof, chain));
  const included = await guarded("included", () => checkIncluded(browserCrypto, proof, chain));
  const grew = await guarded("grew", async () => {
    const head = parseCheckpoint(proof.checkpoint);
    return checkGrew(browserCrypto, head, seen, await consistency(head, seen?.size ?? null));
  });
  const signed = await checkSigned(browserCrypto, proof);
  const checks = [recorded, included, grew, signed];
  if (checks.every((c) => c.state !== "failed")) {
    const head = parseCheckpoint(proof.checkpoint);
    rememberHead(proof.vkey, { size: head.size, root: toBase64(head.root), at: Date.now() });
  }
  return checks;
}

/** A check that cannot even be computed has failed, and says what was in the way. */
async function guarded(name: CheckName, check: () => Promise<Check>): Promise<Check> {
  try {
    return await check();
  } catch (error) {
    return { name, state: "failed", why: error instanceof Error ? error.message : String(error) };
  }
}

/** The proof from the size seen before, put together here from published tiles. */
async function consistency(head: Checkpoint, from: number | null): Promise<readonly string[] | null> {
  if (from === null || from >= head.size) return null;
  const tiles = new TileReader(browserCrypto.sha256, head.size, (path) => getTile(head.origin, path));
  try {
    return (await tiles.consistency(from)).map(toBase64);
  } catch {
    return null;
  }
}
