import type { ReactNode } from "react";
import { TextField } from "@/view";
import { codeFrom, type LabelDraft, type LabelProblems } from "./draft";
import { m } from "./messages/en";

interface LabelFormProps {
  readonly draft: LabelDraft;
  readonly isNew: boolean;
  readonly problems: LabelProblems;
  readonly isReadOnly: boolean;
  readonly onChange: (draft: LabelDraft) => void;
  readonly onRemove: () => void;
}

/** One label card. The code of a new label follows its name until it is typed by hand. */
export function LabelForm({ draft, isNew, problems, isReadOnly, onChange, onRemove }: LabelFormProps): ReactNode {
  const set = (field: keyof LabelDraft) => (text: string) => onChange({ ...draft, [field]: text });
  const setName = (name: string): void => {
    const follows = isNew && draft.code === codeFrom(draft.name);
    onChange({ ...draft, name, ...(follows ? { code: codeFrom(name) } : {}) });
  };
  return (
    <fieldset className="card pad" disabled={isReadOnly}>
      <legend className="hidden">{draft.name || m.untitled}</legend>
      <div className="fields">
        <TextField label={m.name} value={draft.name} onChange={setName} />
        <TextField label={m.code} hint={m.codeHint} value={draft.code} onChange={set("code")} problem={problems.code} />
        <TextField isWide rows={2} label={m.definition} hint={m.definitionHint} value={draft.definition} onChange={set("definition")} />
        <TextField rows={4} label={m.examples} hint={m.examplesHint} value={draft.examples} onChange={set("examples")} />
        <TextField rows={4} label={m.counter} hint={m.examplesHint} value={draft.counter_examples} onChange={set("counter_examples")} />
        <TextField label={m.disallowed} hint={m.disallowedHint} value={draft.disallowed} onChange={set("disallowed")} />
        <TextField label={m.key} hint={m.keyHint} value={draft.key} onChange={(k) => set("key")(k.slice(-1))} problem={problems.key} />
      </div>
      {isReadOnly ? null : (
        <div>
          <button type="button" className="btn quiet" onClick={onRemove}>
            {m.remove}
          </button>
        </div>
      )}
    </fieldset>
  );
}
