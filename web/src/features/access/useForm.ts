import { useState } from "react";
import { ApiError, postJson } from "@/api/client";
import type { Problem } from "@/api/schema";

interface Posting<T> {
  readonly isSending: boolean;
  readonly problem: Problem | null;
  post(body: unknown): Promise<T | null>;
}

/** Posts one form that is not a command: signing in and joining happen before there is a session. */
export function usePost<T>(path: string): Posting<T> {
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const post = async (body: unknown): Promise<T | null> => {
    setSending(true);
    setProblem(null);
    try {
      return await postJson<T>(path, body);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setProblem(error.problem);
      return null;
    } finally {
      setSending(false);
    }
  };
  return { isSending, problem, post };
}
