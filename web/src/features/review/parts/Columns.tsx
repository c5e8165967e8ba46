import type { CSSProperties, ReactNode } from "react";
import type { Dispute } from "@/api/schema";
import { KeyHint, labelColor, type Part } from "@/kit";
import type { Row } from "@/state/ruling";
import { m } from "../messages/en";
import type { Bench } from "../useRuling";

export function Columns({ dispute, ruling }: { readonly dispute: Dispute; readonly ruling: Bench }): ReactNode {
  return dispute.votes.map((vote, n) => {
    const isOlder = vote.guideline_version !== null && vote.guideline_version !== dispute.guideline_version;
    return (
      <section key={vote.place} className="column" aria-label={vote.place}>
        <header>
          <span className="row">
            <span className="letter">{vote.place}</span>
            <span className={isOlder ? "chip warn" : "small"}>{m.guideline(vote.guideline_version)}</span>
          </span>
          <button type="button" className="btn quiet small" onClick={() => ruling.takeSide(n)}>
            {m.takeAll} <KeyHint keys={String(n + 1)} />
          </button>
        </header>
        {ruling.rows.map((row) => (
          <Cell key={row.id} row={row} part={row.cells[n] ?? null} isHere={ruling.at?.id === row.id} onTake={() => ruling.takeCell(row, row.cells[n] ?? null)} />
        ))}
      </section>
    );
  });
}

interface CellProps {
  readonly row: Row;
  readonly part: Part | null;
  readonly isHere: boolean;
  readonly onTake: () => void;
}

/** State is a sign, a word and a border; colour only repeats it. */
function Cell({ row, part, isHere, onTake }: CellProps): ReactNode {
  const kind = part === null ? "none" : row.state;
  return (
    <button
      type="button"
      className={`obj ${kind}${isHere ? " here" : ""}`}
      style={{ "--c": labelColor(part?.color ?? null) } as CSSProperties}
      onClick={onTake}
    >
      {part?.code ? <span className="code">{part.code}</span> : null}
      <span className="said" dir="auto">
        {part?.text ?? m.absent}
      </span>
      <span className="state">{part === null ? "" : stateWords(row)}</span>
    </button>
  );
}

function stateWords(row: Row): string {
  if (row.state === "agree") return `═ ${m.agree}`;
  if (row.state === "only") return `┄ ${m.only(row.only ?? "")}`;
  return `~ ${m.differs}`;
}
