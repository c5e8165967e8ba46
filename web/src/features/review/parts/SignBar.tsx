import type { ReactNode } from "react";
import { KeyHint } from "@/kit";
import { ProblemNote } from "@/view";
import { m } from "../messages/en";
import type { Bench } from "../useRuling";

interface SignBarProps {
  readonly ruling: Bench;
  readonly clauses: readonly { readonly id: string; readonly title: string }[];
}

export function SignBar({ ruling, clauses }: SignBarProps): ReactNode {
  return (
    <footer className="sign">
      <div className="sign-reason">
        <fieldset className="row wrap">
          <legend className="eyebrow">{m.reason}</legend>
          {m.reasons.map((reason, n) => (
            <label key={reason} className="pick">
              <input type="radio" name="reason" checked={ruling.grounds.reason === n} onChange={() => ruling.grounds.setReason(n)} />
              {ruling.digits === "reasons" ? <KeyHint keys={String(n + 1)} /> : null} {reason}
            </label>
          ))}
          {clauses.length > 0 ? (
            <span className="row">
              <KeyHint keys="c" />
              <select className="pick clause-pick" aria-label={m.clause} value={ruling.grounds.clause} onChange={(e) => ruling.grounds.setClause(e.target.value)}>
                <option value="">§ {m.noClause}</option>
                {clauses.map((c) => (
                  <option key={c.id} value={c.id}>
                    § {c.id} {c.title.startsWith(c.id) ? c.title.slice(c.id.length).trim() : c.title}
                  </option>
                ))}
              </select>
            </span>
          ) : null}
          <input
            className="pick words-pick"
            aria-label={m.words}
            placeholder={`${m.words} (${m.wordsHint})`}
            value={ruling.grounds.words}
            onChange={(e) => ruling.grounds.setWords(e.target.value)}
          />
        </fieldset>
        {ruling.lack ? (
          <p className="question-problem">
            {ruling.lack}
          </p>
        ) : null}
        <ProblemNote problem={ruling.problem} />
      </div>
      <button type="button" className="btn primary" disabled={ruling.isSending} aria-keyshortcuts="Enter" onClick={ruling.sign}>
        {m.sign} <KeyHint keys="Enter" />
      </button>
    </footer>
  );
}
