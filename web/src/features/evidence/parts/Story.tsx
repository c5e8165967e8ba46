import { useState, type CSSProperties, type ReactNode } from "react";
import { Link } from "wouter";
import type { ChainEvent } from "@/api/schema";
import { labelColor } from "@/kit";
import type { Editors } from "@/kit/useEditors";
import { dayText, timeText } from "@/state/messages";
import { shortDigest } from "@/state/number";
import { answerTo, type Explained } from "../normal";
import { m } from "../messages/en";
import { factsOf, headline, isKey, isQuiet } from "../story";

interface StoryProps {
  readonly project: string;
  readonly explanation: Explained;
  readonly editors: Editors | null;
}

/** The events that made this row, oldest first, each with what was said and where it stands in the log. */
export function Story({ project, explanation, editors }: StoryProps): ReactNode {
  const { question } = explanation;
  const [isWhole, setWhole] = useState(false);
  const nQuiet = explanation.chain.filter(isQuiet).length;
  const shown = explanation.chain.filter((e) => isWhole || !isQuiet(e));
  const editor = question ? (editors?.[question.type] ?? null) : null;
  return (
    <>
      <ol className="timeline">
        {shown.map((event) => {
          const facts = factsOf(event);
          return (
            <li key={event.index} className={isKey(event) ? "event key" : "event"} style={{ "--c": colorOf(event, explanation, editors) } as CSSProperties}>
              <time dateTime={new Date(event.at).toISOString()}>
                {dayText(event.at)}
                <br />
                {timeText(event.at)}
              </time>
              <span className="dot" />
              <div>
                <h2 dir="auto">{headline(event, question, editor)}</h2>
                {facts.length > 0 ? <p dir="auto">{facts.join(" · ")}</p> : null}
                <span className="id">
                  {shortDigest(event.leaf_hash, 10)} · <Link href={`/p/${project}/log`}>leaf {event.index.toLocaleString("en").replaceAll(",", "\u202F")}</Link>
                </span>
              </div>
            </li>
          );
        })}
      </ol>
      {nQuiet > 0 ? (
        <button type="button" className="btn quiet" aria-pressed={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? m.fewer : m.quiet(nQuiet)}
        </button>
      ) : null}
    </>
  );
}

function colorOf(event: ChainEvent, { question }: Explained, editors: Editors | null): string {
  if (event.kind === "review.settled") return "var(--accent)";
  if (event.kind.startsWith("release.")) return "var(--ok)";
  if (event.kind.startsWith("dispute.")) return "var(--warn)";
  const isAnswer = event.kind === "annotation.submitted" || event.kind === "votes.imported";
  const said = isAnswer && question ? answerTo(event, question.question) : undefined;
  const editor = question ? editors?.[question.type] : undefined;
  if (said === undefined || said === null || !question || !editor || (typeof said === "object" && !Array.isArray(said))) return "var(--line)";
  return labelColor(editor.parts(said, question.config)[0]?.color ?? null);
}
