import type { ReactNode } from "react";
import type { Line } from "@/state/diff";
import { m } from "../messages/en";

const SIGNS = { same: "", added: "+", removed: "−" } as const;
const CONTEXT = 2;

/** Insertions and deletions by sign and element, not by colour alone; unchanged stretches fold. */
export function Changes({ lines }: { readonly lines: readonly Line[] }): ReactNode {
  const isNear = (n: number): boolean => lines.slice(Math.max(0, n - CONTEXT), n + CONTEXT + 1).some((l) => l.kind !== "same");
  if (lines.every((l) => l.kind === "same")) return <p className="empty small">{m.unchanged}</p>;
  return (
    <div className="diff">
      {lines.map((line, n) => {
        if (!isNear(n)) {
          return isNear(n - 1) ? (
            <div key={n} className="diff-gap" aria-hidden="true">
              ⋯
            </div>
          ) : null;
        }
        return (
          <div key={n} className={`diff-line ${line.kind}`}>
            <i aria-hidden="true">{SIGNS[line.kind]}</i>
            {line.kind === "added" ? <ins>{line.text}</ins> : line.kind === "removed" ? <del>{line.text}</del> : <span>{line.text}</span>}
          </div>
        );
      })}
    </div>
  );
}
