import { useState } from "react";
import { ApiError, postJson } from "@/api/client";
import type { Problem, Verification } from "@/api/schema";
import { announce } from "@/kit/announcer";
import { m } from "./messages/en";

interface Verifying {
  readonly isVerifying: boolean;
  readonly result: Verification | null;
  readonly problem: Problem | null;
  verify(): Promise<void>;
}

/** Asks the server to run the verifier over the sealed bundle; what it finds is shown, never cached. */
export function useVerification(project: string, release: string): Verifying {
  const [isVerifying, setVerifying] = useState(false);
  const [result, setResult] = useState<Verification | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const verify = async (): Promise<void> => {
    setVerifying(true);
    setProblem(null);
    try {
      const found = await postJson<Verification>(`/projects/${project}/releases/${release}/verification`, {});
      setResult(found);
      announce(found.ok ? m.verified : m.notVerified, found.ok ? "polite" : "assertive");
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setProblem(error.problem);
    } finally {
      setVerifying(false);
    }
  };
  return { isVerifying, result, problem, verify };
}
