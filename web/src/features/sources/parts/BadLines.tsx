import type { ReactNode } from "react";
import { StateSign } from "@/view";
import type { LineProblem } from "../lines";
import { m } from "../messages/en";

interface BadLinesProps {
  readonly problems: readonly LineProblem[];
  readonly isLeavingOut: boolean;
  readonly onLeaveOut: (isLeavingOut: boolean) => void;
}

const SHOWN = 5;

/** The lines that cannot be imported as they are, and the offer to import the others. */
export function BadLines({ problems, isLeavingOut, onLeaveOut }: BadLinesProps): ReactNode {
  if (problems.length === 0) return null;
  const nLines = new Set(problems.map((p) => p.line)).size;
  return (
    <div className="notice failed" role="alert">
      <StateSign state="failed" />
      <div className="small">
        {problems.slice(0, SHOWN).map((p) => (
          <p key={`${p.line} ${p.what}`}>{m.badLine(p.line, p.what)}</p>
        ))}
        {problems.length > SHOWN ? <p>{m.moreLines(problems.length - SHOWN)}</p> : null}
        <label className="check-row">
          <input type="checkbox" checked={isLeavingOut} onChange={(e) => onLeaveOut(e.target.checked)} />
          {m.keepGood(nLines)}
        </label>
      </div>
    </div>
  );
}
