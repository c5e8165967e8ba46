import { useState, type KeyboardEvent, type ReactNode } from "react";
import { KeyHint } from "@/kit";
import { Dialog, TextField } from "@/view";
import { m } from "../messages/en";

interface ReasonDialogProps {
  readonly kind: "skip" | "ask" | "flag";
  readonly draft: string;
  readonly onDraft: (text: string) => void;
  readonly onSay: (reason: string) => void;
  readonly onClose: () => void;
}

const TITLES = { skip: m.skipTitle, ask: m.askTitle, flag: m.flagTitle };
const HINTS = { skip: m.skipHint, ask: m.askHint, flag: m.flagHint };
const FIELDS = { skip: m.otherReason, ask: m.askLabel, flag: m.flagLabel };

/** Why an item is skipped, asked about or flagged: one digit for the usual reasons, words for the rest. */
export function ReasonDialog({ kind, draft, onDraft, onSay, onClose }: ReasonDialogProps): ReactNode {
  const [text, setText] = useState(draft);
  const type = (typed: string): void => {
    setText(typed);
    onDraft(typed);
  };
  const reasons = kind === "skip" ? m.skipReasons : [];
  const onKeyDown = (event: KeyboardEvent): void => {
    const isTyping = event.target instanceof HTMLTextAreaElement;
    const reason = isTyping ? undefined : reasons[Number(event.key) - 1];
    if (reason) onSay(reason);
    else if (event.key === "Enter" && isTyping && (event.ctrlKey || event.metaKey) && text.trim()) onSay(text.trim());
    else return;
    event.preventDefault();
  };
  return (
    <Dialog
      title={TITLES[kind]}
      onClose={onClose}
      foot={
        <>
          <button type="button" className="btn" onClick={onClose}>
            {m.cancel}
          </button>
          <button type="button" className="btn primary" disabled={!text.trim()} onClick={() => onSay(text.trim())}>
            {kind === "skip" ? m.skip : m.send} <KeyHint keys="Ctrl+Enter" />
          </button>
        </>
      }
    >
      <div className="stack" onKeyDown={onKeyDown}>
        <p className="small">{HINTS[kind]}</p>
        {reasons.map((reason, n) => (
          <button key={reason} type="button" className="pick" onClick={() => onSay(reason)}>
            <KeyHint keys={String(n + 1)} /> {reason}
          </button>
        ))}
        <TextField label={FIELDS[kind]} value={text} onChange={type} rows={3} />
      </div>
    </Dialog>
  );
}
