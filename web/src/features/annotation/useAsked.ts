import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getJson } from "@/api/client";
import type { Flag } from "@/api/listed";
import { useSession } from "@/kit/session";

export interface Asked {
  /** Own questions and flags, as the server lists them. */
  readonly list: readonly Flag[];
  /** Answers not looked at in this browser. */
  readonly nNew: number;
  markSeen(): void;
}

const NONE: readonly Flag[] = [];
const AGAIN_MS = 60_000;

/** What this person asked here and what came back; which answers were read is remembered in this browser. */
export function useAsked(project: string): Asked {
  const { account } = useSession();
  const key = `labelproof-answers-seen-${account}-${project}`;
  const [seen, setSeen] = useState(() => seenIn(localStorage.getItem(key)));
  const { data } = useQuery({
    queryKey: [project, "flags", "mine"],
    queryFn: async () => (await getJson<{ flags: readonly Flag[] }>(`/projects/${project}/flags/mine`)).flags,
    refetchInterval: AGAIN_MS,
    retry: false,
  });
  const list = data ?? NONE;
  const answered = list.filter((f) => f.state === "answered").map((f) => f.flag);
  const markSeen = (): void => {
    localStorage.setItem(key, JSON.stringify(answered));
    setSeen(new Set(answered));
  };
  return { list, nNew: answered.filter((flag) => !seen.has(flag)).length, markSeen };
}

export function seenIn(kept: string | null): ReadonlySet<string> {
  try {
    const found: unknown = JSON.parse(kept ?? "[]");
    return new Set(Array.isArray(found) ? found.filter((x) => typeof x === "string") : []);
  } catch {
    return new Set();
  }
}
