import type { CSSProperties, ReactNode } from "react";
import type { Dispute } from "@/api/schema";
import { KeyHint, labelColor, type Part } from "@/kit";
import type { Row } from "@/state/ruling";
import { Sign } from "@/view";
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
            {m.takeAll} {ruling.digits === "sides" ? <KeyHint keys={String(n + 1)} /> : null}
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
      <span className="state">{part === null ? "" : <StateWords row={row} />}</span>
    </button>
  );
}

const StateWords = ({ row }: { readonly row: Row }): ReactNode => (
  <>
    <Sign of={SIGNS[row.state]} /> {row.state === "agree" ? m.agree : row.state === "only" ? m.only(row.only ?? "") : m.differs}
  </>
);

const SIGNS = { agree: "same", only: "only", differs: "differs" } as const;
