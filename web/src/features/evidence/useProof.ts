import { useQuery } from "@tanstack/react-query";
import { getJson } from "@/api/client";
import type { Explanation } from "@/api/schema";
import { toBase64 } from "@/state/bytes";
import { parseCheckpoint, type Checkpoint } from "@/state/note";
import { checkGrew, checkIncluded, checkRecorded, checkSigned, type Check, type CheckName } from "@/state/proof";
import { browserCrypto } from "./crypto";
import { rememberHead, rememberedHead } from "./remembered";

/** The checks of one explanation, computed here. The head is remembered only when everything passed. */
export function useProof(project: string, explanation: Explanation | undefined): readonly Check[] | null {
  const { data } = useQuery({
    queryKey: ["proof", project, explanation?.proof.checkpoint, explanation?.item, explanation?.chain.length],
    enabled: explanation !== undefined,
    staleTime: Infinity,
    queryFn: () => checkAll(project, explanation as Explanation),
  });
  return data ?? null;
}

async function checkAll(project: string, { proof, chain }: Explanation): Promise<readonly Check[]> {
  const seen = rememberedHead(proof.vkey);
  const recorded = await guarded("recorded", () => checkRecorded(browserCrypto, proof, chain));
  const included = await guarded("included", () => checkIncluded(browserCrypto, proof, chain));
  const grew = await guarded("grew", async () => {
    const head = parseCheckpoint(proof.checkpoint);
    return checkGrew(browserCrypto, head, seen, await consistency(project, head, seen?.size ?? null));
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

async function consistency(project: string, head: Checkpoint, from: number | null): Promise<readonly string[] | null> {
  if (from === null || from >= head.size) return null;
  try {
    return (await getJson<{ proof: readonly string[] }>(`/projects/${project}/log/consistency?from=${from}&to=${head.size}`)).proof;
  } catch {
    return null;
  }
}
