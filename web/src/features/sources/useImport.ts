import { useState } from "react";
import { ApiError, command } from "@/api/client";
import type { Problem } from "@/api/schema";
import { useRefresh } from "@/kit/queries";
import { useCommand } from "@/kit/useCommand";
import type { JsonValue } from "@/state/json";
import { importAll, NOT_STARTED, refusedLines, type NewItem } from "./importing";
import type { LineProblem } from "./lines";

export interface Importing {
  readonly state: "idle" | "running" | "stopped" | "abandoned" | "done";
  readonly nSent: number;
  readonly problem: Problem | null;
  /** Lines that the server refused, in this try and before. */
  readonly refused: readonly LineProblem[];
  start(terms: { readonly [name: string]: JsonValue }, items: readonly NewItem[]): Promise<void>;
  reset(): void;
  /** Leaves nothing behind of an import that stopped half way. */
  giveUp(): Promise<void>;
}

/** One import. Refused, it is given up whole, so that no half a collection stays; unanswered, it goes on where it stopped. */
export function useImport(project: string): Importing {
  const [steps, setSteps] = useState(NOT_STARTED);
  const [state, setState] = useState<Importing["state"]>("idle");
  const [refused, setRefused] = useState<readonly LineProblem[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const refresh = useRefresh(project);
  const { send } = useCommand(project);

  const start: Importing["start"] = async (terms, items) => {
    let now = steps;
    let said: Problem | null = null;
    setState("running");
    setProblem(null);
    const onStep = (next: typeof now): void => {
      now = next;
      setSteps(next);
    };
    const tell = (found: Problem): void => void (said = found);
    const isDone = await importAll({ send: (name, args) => send(name, args, tell), onStep }, terms, items, now);
    if (isDone) return setState("done");
    setProblem(said);
    if (said === null || new ApiError(said).isUnsent) return setState("stopped");
    const lines = refusedLines(said, items, now.nSent);
    setRefused((before) => [...before, ...lines]);
    if (now.collection !== null) await command("abandon_collection", project, { collection: now.collection }).catch(() => undefined);
    await refresh();
    setSteps(NOT_STARTED);
    setState("abandoned");
  };
  const giveUp = async (): Promise<void> => {
    if (steps.collection !== null && !(await send("abandon_collection", { collection: steps.collection }, setProblem))) return;
    setSteps(NOT_STARTED);
    setProblem(null);
    setState("abandoned");
  };
  const reset = (): void => {
    setSteps(NOT_STARTED);
    setState("idle");
    setProblem(null);
    setRefused([]);
  };
  return { state, nSent: steps.nSent, problem, refused, start, reset, giveUp };
}
