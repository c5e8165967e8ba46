import { useState, type FormEvent, type KeyboardEvent, type ReactNode } from "react";
import { Link } from "wouter";
import type { Flag } from "@/api/listed";
import { KeyHint } from "@/kit";
import { announce } from "@/kit/announcer";
import { useCommand } from "@/kit/useCommand";
import { useNow } from "@/kit/useNow";
import { agoText } from "@/state/messages";
import { itemName } from "@/state/number";
import { Onward, ProblemNote, TextField } from "@/view";
import { m } from "../messages/flags";

interface FlagCardProps {
  readonly project: string;
  readonly flag: Flag;
}

/** One flag: the words of whoever asked first, the item they looked at, then the answer or the place for it. */
export function FlagCard({ project, flag }: FlagCardProps): ReactNode {
  const now = useNow();
  const name = itemName(flag);
  return (
    <article className="card pad" aria-labelledby={`flag-${flag.flag}`}>
      <div className="between wrap">
        <h2 id={`flag-${flag.flag}`} title={flag.item}>
          {name}
        </h2>
        <span className="small">{m.by(flag.who ?? m.somebody, agoText(flag.at, now))}</span>
      </div>
      <blockquote className="flag-reason" dir="auto">
        {flag.reason ?? m.noReason}
      </blockquote>
      <FlaggedText content={flag.content} />
      {flag.state === "answered" ? <Answered flag={flag} /> : <AnswerForm project={project} flag={flag} name={name} />}
      <Link href={`/p/${project}/explain/${encodeURIComponent(flag.item)}`} className="small">
        {m.explain} <Onward />
      </Link>
    </article>
  );
}

function FlaggedText({ content }: { readonly content: Flag["content"] }): ReactNode {
  if (content === null) return <p className="small">{m.gone}</p>;
  const fields = Object.entries(content);
  return (
    <div className="flag-text">
      {fields.map(([field, text]) => (
        <div key={field}>
          {fields.length > 1 ? <h3>{field.replaceAll("_", " ")}</h3> : null}
          <p dir="auto">{text}</p>
        </div>
      ))}
    </div>
  );
}

function Answered({ flag }: { readonly flag: Flag }): ReactNode {
  const now = useNow();
  return (
    <div>
      <h3>
        {m.theAnswer}
        {flag.answered_at === null ? "" : `, ${agoText(flag.answered_at, now)}`}
      </h3>
      <p dir="auto">{flag.answer ?? m.noReason}</p>
    </div>
  );
}

interface AnswerFormProps extends FlagCardProps {
  readonly name: string;
}

function AnswerForm({ project, flag, name }: AnswerFormProps): ReactNode {
  const [words, setWords] = useState("");
  const { send, problem, isSending } = useCommand(project);
  const answer = async (): Promise<void> => {
    if (!words.trim() || isSending) return;
    if (await send("answer_flag", { flag: flag.flag, words: words.trim() })) announce(m.sent(name), "polite");
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void answer();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void answer();
  };
  return (
    <form className="stack" onSubmit={submit}>
      <div onKeyDown={onKeyDown}>
        <TextField label={m.answer} hint={m.answerHint} value={words} onChange={setWords} rows={2} />
      </div>
      <ProblemNote problem={problem} />
      <div>
        <button type="submit" className="btn" disabled={!words.trim() || isSending}>
          {m.send} <KeyHint keys="Ctrl+Enter" />
        </button>
      </div>
    </form>
  );
}
