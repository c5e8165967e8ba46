import { useState } from "react";
import { m } from "./messages/en";

export interface Grounds {
  readonly reason: number | null;
  readonly clause: string;
  readonly words: string;
  /** What is still missing, in words. */
  readonly lack: string | null;
  /** Reason and words as they are recorded. */
  readonly text: string;
  setReason(n: number): void;
  setClause(id: string): void;
  setWords(text: string): void;
  nextClause(): void;
}

/** What a decision rests on: a reason, a clause of the guideline, and words for the rest. */
export function useGrounds(clauses: readonly string[], onChange: () => void): Grounds {
  const [reason, setReason] = useState<number | null>(null);
  const [chosen, setChosen] = useState("");
  const [words, setWords] = useState("");
  const clause = chosen === "" && clauses.length === 1 ? (clauses[0] ?? "") : chosen;
  const setClause = (id: string): void => {
    setChosen(id);
    onChange();
  };
  return {
    reason,
    clause,
    words,
    lack: reason === null ? m.needReason : clause === "" ? m.needClause : null,
    text: [reason === null ? "" : m.reasons[reason], words.trim()].filter(Boolean).join(": "),
    setReason: (n) => {
      setReason(n);
      onChange();
    },
    setClause,
    setWords,
    nextClause: () => setClause(clauses[(clauses.indexOf(clause) + 1) % clauses.length] ?? ""),
  };
}
