import type { ReactNode } from "react";
import { dayText } from "@/state/messages";
import type { Check } from "@/state/proof";
import { StateSign } from "@/view";
import { m } from "../messages/en";

interface ProofProps {
  readonly checks: readonly Check[] | null;
  readonly nEvents: number;
}

const SIGN = { passed: "passed", failed: "failed", not_checked: "unknown" } as const;

/** Four checks in four words each; a failed one comes first and says what differs. */
export function Proof({ checks, nEvents }: ProofProps): ReactNode {
  const weight = (c: Check): number => (c.state === "failed" ? 0 : 1);
  const sorted = checks?.toSorted((a, b) => weight(a) - weight(b)) ?? [];
  const hasFailed = sorted.some((c) => c.state === "failed");
  return (
    <section className="card" aria-labelledby="proof" aria-busy={checks === null}>
      <div className="proof-head">
        <h2 id="proof">{m.proof}</h2>
        <p className="small">{m.proofSub}</p>
        <p className="hidden" role="status">
          {checks === null ? m.checking : hasFailed ? m.someFailed : passedWords(checks)}
        </p>
      </div>
      {sorted.map((check) => (
        <div key={check.name} className="check">
          <StateSign state={SIGN[check.state]} />
          <div>
            <h3>{check.name === "included" ? m.names.included(check.state === "passed" ? (check.facts.n ?? nEvents) : nEvents) : m.names[check.name]}</h3>
            <p>{check.state === "passed" ? words(check) : check.why}</p>
          </div>
        </div>
      ))}
      <div className="check">
        <StateSign state="none" />
        <div>
          <h3>{m.device}</h3>
          <p>{m.deviceWhy}</p>
        </div>
      </div>
    </section>
  );
}

function passedWords(checks: readonly Check[]): string {
  const n = checks.filter((c) => c.state === "passed").length;
  return n === checks.length ? m.allPassed : m.somePassed(n, checks.length);
}

function words(check: Check & { state: "passed" }): string {
  const { n = 0, n_withheld = 0, n_hashes = 0, n_newer = 0, size = 0, key = "", at = 0 } = check.facts;
  if (check.name === "recorded") return m.recorded(n, n_withheld);
  if (check.name === "included") return m.included(n_hashes, size, n_newer);
  if (check.name === "grew") return m.grew(size, dayText(at));
  return m.signed(`${key.slice(0, 4)} ${key.slice(4)}`, size);
}
