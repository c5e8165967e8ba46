import type { ReactNode } from "react";
import type { Verification } from "@/api/schema";
import { StateSign } from "@/view";
import { m } from "../messages/en";

interface ChecksProps {
  readonly result: Verification | null;
  readonly isVerifying: boolean;
}

const SIGN = { passed: "passed", failed: "failed", not_checked: "unknown" } as const;

/** What the verifier looked at, failures first; what it did not look at is said too. */
export function Checks({ result, isVerifying }: ChecksProps): ReactNode {
  if (result === null) {
    return (
      <div className="card empty">
        {isVerifying ? <div className="loading" role="progressbar" aria-label={m.verifying} /> : null}
        <p className="muted">{m.notRun}</p>
      </div>
    );
  }
  const weight = (state: string): number => (state === "failed" ? 0 : 1);
  const checks = result.checks.toSorted((a, b) => weight(a.state) - weight(b.state));
  return (
    <ul className="card">
      {(result.faults ?? []).map((fault) => (
        <li key={fault.code} className="gate">
          <StateSign state="failed" />
          <div>
            <b>{fault.what}</b>
            <p className="small">
              {fault.fix} {fault.more > 0 ? m.moreLike(fault.more) : ""}
            </p>
          </div>
          <code>{fault.code}</code>
        </li>
      ))}
      {checks.map((check) => (
        <li key={check.name} className="gate">
          <StateSign state={SIGN[check.state] ?? "unknown"} />
          <div>
            <b>{m.checkNames[check.name] ?? sentence(check.name)}</b>
            <p className="small">{check.detail}</p>
          </div>
          <span className="small">{m[check.state]}</span>
        </li>
      ))}
      {result.not_checked.map((what) => (
        <li key={what} className="gate">
          <StateSign state="none" />
          <div>
            <b>{sentence(what)}</b>
          </div>
          <span className="small">{m.not_checked}</span>
        </li>
      ))}
    </ul>
  );
}

const sentence = (name: string): string => {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};
