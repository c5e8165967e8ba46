import type { ReactNode } from "react";
import type { Problem } from "@/api/schema";
import { StateSign } from "./marks";

/** A refusal as the server gave it: code, what happened with its values, what to do. */
export function ProblemNote({ problem, action }: { readonly problem: Problem | null; readonly action?: ReactNode }): ReactNode {
  if (problem === null) return null;
  return (
    <div className="notice failed" role="alert">
      <StateSign state="failed" />
      <div>
        <p>
          {sentence(problem.detail)} <code className="tiny">{problem.code}</code>
        </p>
        {problem.fix ? <p className="small">{sentence(`Fix: ${problem.fix}`)}</p> : null}
        {(problem.problems ?? []).map((p) => (
          <p key={`${p.field}${p.what}`} className="small">
            <b>{p.field}</b>: {p.what}
          </p>
        ))}
      </div>
      {action}
    </div>
  );
}

const sentence = (text: string): string => {
  // A word of ours begins large; a value stands as it is.
  const begun = /^[a-z]+[ ,]/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.?)]$/.test(begun) ? begun : `${begun}.`;
};
