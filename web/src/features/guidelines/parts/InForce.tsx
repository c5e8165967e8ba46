import type { ReactNode } from "react";
import type { Guideline } from "@/api/schema";
import type { Line } from "@/state/diff";
import { dayText } from "@/state/messages";
import { shortDigest } from "@/state/number";
import { m } from "../messages/en";

interface InForceProps {
  readonly guideline: Guideline;
  readonly lines: readonly Line[] | null;
}

export function InForce({ guideline, lines }: InForceProps): ReactNode {
  const count = (kind: Line["kind"]): number => (lines ?? []).filter((l) => l.kind === kind).length;
  return (
    <div className="card pad">
      <h2>{m.facts}</h2>
      <dl className="facts">
        <div>
          <dt>{m.version}</dt>
          <dd>v{guideline.version}</dd>
        </div>
        <div>
          <dt>{m.published}</dt>
          <dd>{dayText(guideline.published_at)}</dd>
        </div>
        <div>
          <dt>{m.nClauses}</dt>
          <dd>{guideline.clauses.length}</dd>
        </div>
        <div>
          <dt>{m.fingerprint}</dt>
          <dd>
            <code title={guideline.digest}>{shortDigest(guideline.digest, 12)}</code>
          </dd>
        </div>
      </dl>
      {lines ? <p className="small">{m.counts(count("added"), count("removed"))}</p> : null}
    </div>
  );
}
