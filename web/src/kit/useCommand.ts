import { useCallback, useRef, useState } from "react";
import { ApiError, command, newKey } from "@/api/client";
import type { CommandAnswer, Problem } from "@/api/schema";
import type { JsonValue } from "@/state/json";
import { useRefresh } from "./queries";

export interface Sending {
  readonly isSending: boolean;
  readonly problem: Problem | null;
  /** The answer, or null when the server said no; the problem then says why. */
  send(name: string, args: { readonly [name: string]: JsonValue | undefined }, onProblem?: (problem: Problem) => void): Promise<CommandAnswer | null>;
  clear(): void;
}

/** Sends commands of one form. A try that got no answer goes again under the same key, so it cannot happen twice. */
export function useCommand(project: string | null): Sending {
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const refresh = useRefresh(project ?? "projects");
  const unanswered = useRef<{ readonly digest: string; readonly key: string } | null>(null);

  const send = useCallback<Sending["send"]>(
    async (name, args, onProblem) => {
      const digest = JSON.stringify([name, args]);
      const key = unanswered.current?.digest === digest ? unanswered.current.key : newKey();
      unanswered.current = { digest, key };
      setSending(true);
      setProblem(null);
      try {
        const answer = await command(name, project, args, key);
        unanswered.current = null;
        await refresh();
        return answer;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (!error.isUnsent) unanswered.current = null;
        setProblem(error.problem);
        onProblem?.(error.problem);
        return null;
      } finally {
        setSending(false);
      }
    },
    [project, refresh],
  );
  return { isSending, problem, send, clear: () => setProblem(null) };
}
