import { type CSSProperties, type ReactNode } from "react";
import type { Dispute } from "@/api/schema";
import { KeyHint, labelColor, type AnyEditor } from "@/kit";
import { takenFrom, type Row } from "@/state/ruling";
import { Sign } from "@/view";
import { m } from "../messages/en";
import { ownKey } from "../useBenchKeys";
import type { Bench } from "../useRuling";

interface DecisionProps {
  readonly dispute: Dispute;
  readonly editor: AnyEditor;
  readonly ruling: Bench;
  readonly children: ReactNode;
}

export function Decision({ dispute, editor, ruling, children }: DecisionProps): ReactNode {
  const { config } = dispute.question;
  const { own } = ruling;
  return (
    <section className="final" aria-label={m.yours}>
      <header className="between">
        <h2>{m.yours}</h2>
        {ruling.nUndecided > 1 ? (
          <span className="small">
            {m.nextDifference} <KeyHint keys="n" />
          </span>
        ) : null}
      </header>
      {own.isOpen ? (
        <fieldset data-own data-idle={ruling.digits === "own" ? undefined : true}>
          <legend id="own-title" className="small">
            {dispute.question.title}
          </legend>
          <editor.Editor
            id="own"
            value={own.value ?? editor.empty(config)}
            config={config}
            item={{ item: dispute.item, content: dispute.content }}
            readOnly={false}
            ports={{ announce: () => undefined }}
            emit={own.answer}
          />
        </fieldset>
      ) : (
        ruling.rows.map((row) => <Taken key={row.id} row={row} ruling={ruling} />)
      )}
      <div className="row wrap final-more">
        <button type="button" className="btn quiet" aria-keyshortcuts={ownKey(ruling.digits)} onClick={own.toggle}>
          {!own.isOpen ? m.own : own.isDone ? m.ownAgain : m.ownClose} <KeyHint keys={ownKey(ruling.digits)} />
        </button>
        <button type="button" className="pick" aria-pressed={ruling.ruling.isUndecidable} title={m.undecidableHint} onClick={ruling.toggleUndecidable}>
          <Sign of={ruling.ruling.isUndecidable ? "boxed" : "box"} /> {m.undecidable}
        </button>
      </div>
      {ruling.ruling.isUndecidable ? <p className="tiny">{m.undecidableHint}</p> : null}
      {children}
    </section>
  );
}

function Taken({ row, ruling }: { readonly row: Row; readonly ruling: Bench }): ReactNode {
  const isDecided = row.id in ruling.ruling.taken;
  const part = ruling.ruling.taken[row.id] ?? null;
  const isHere = ruling.at?.id === row.id;
  const from = isDecided ? takenFrom(row, ruling.sides, part) : [];
  const hint = row.cells.find((c) => c !== null) ?? null;
  if (!isDecided) {
    return (
      <button type="button" className={`obj open${isHere ? " here" : ""}`} onClick={() => ruling.moveTo(row)}>
        <span className="code">?</span>
        <b className="said">{row.state === "only" ? hint?.text : m.undecided1}</b>
        <span className="row">
          {ruling.sides.map((s, n) => (
            <KeyHint key={s.place} keys={String(n + 1)} />
          ))}
        </span>
      </button>
    );
  }
  return (
    <div
      className={part === null ? "obj none" : "obj taken"}
      style={{ "--c": labelColor(part?.color ?? null) } as CSSProperties}
    >
      {part?.code || part === null ? <span className="code">{part?.code ?? "—"}</span> : null}
      <span className="said" dir="auto">
        {part?.text ?? `${hint?.text ?? ""}: ${m.absent}`}
      </span>
      <span className="state">{from.length > 0 ? m.from(from.join(", ")) : m.you}</span>
    </div>
  );
}
