import { useState, type FormEvent, type ReactNode } from "react";
import type { JsonValue } from "@/state/json";
import { useCommand } from "@/kit/useCommand";
import { ProblemNote, TextField } from "@/view";
import { m } from "./messages/en";

type Kind = "choice" | "text";

interface AskFormProps {
  readonly project: string;
  readonly isOpen: boolean;
}

export function AskForm({ project, isOpen }: AskFormProps): ReactNode {
  const [kind, setKind] = useState<Kind>("choice");
  const [title, setTitle] = useState("");
  const [help, setHelp] = useState("");
  const [isMultiple, setMultiple] = useState(false);
  const [hasCantTell, setCantTell] = useState(true);
  const [most, setMost] = useState("500");
  const { send, problem, isSending } = useCommand(project);
  const config: { [name: string]: JsonValue } =
    kind === "choice"
      ? { multiple: isMultiple, allow_cant_tell: hasCantTell }
      : { min_length: 1, max_length: Number(most) || 500, multiline: true };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const done = await send("ask_question", { type: kind, slug: slugOf(title), title: title.trim(), help: help.trim(), config });
    if (!done) return;
    setTitle("");
    setHelp("");
  };
  return (
    <details className="card" open={isOpen}>
      <summary className="head" style={{ cursor: "pointer", fontWeight: 650 }}>
        {m.ask}
      </summary>
      <form className="pad" onSubmit={(e) => void submit(e)}>
        <fieldset className="row wrap">
          <legend className="hidden">{m.type}</legend>
          {(["choice", "text"] as const).map((k) => (
            <label key={k} className="pick" style={{ paddingInlineStart: 12 }}>
              <input type="radio" name="kind" checked={kind === k} onChange={() => setKind(k)} />
              {m.types[k].title} <span className="tiny">{m.types[k].text}</span>
            </label>
          ))}
        </fieldset>
        <TextField label={m.questionTitle} hint={m.questionTitleHint} value={title} onChange={setTitle} />
        <TextField label={m.help} hint={m.helpHint} value={help} onChange={setHelp} />
        {kind === "choice" ? (
          <>
            <label className="check-row">
              <input type="checkbox" checked={isMultiple} onChange={(e) => setMultiple(e.target.checked)} />
              {m.multiple}
            </label>
            <label className="check-row">
              <input type="checkbox" checked={hasCantTell} onChange={(e) => setCantTell(e.target.checked)} />
              {m.cantTell}
            </label>
          </>
        ) : (
          <TextField label={m.maxLength} type="number" value={most} onChange={setMost} />
        )}
        <ProblemNote problem={problem} />
        <div>
          <button type="submit" className={isOpen ? "btn primary" : "btn"} disabled={isSending || !title.trim()}>
            {m.add}
          </button>
        </div>
      </form>
    </details>
  );
}

const slugOf = (title: string): string =>
  title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .replace(/^([0-9])/, "q_$1")
    .slice(0, 32) || "question";
