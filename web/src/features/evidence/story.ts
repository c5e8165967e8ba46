import type { ChainEvent, Question } from "@/api/schema";
import type { AnyEditor, JsonValue } from "@/kit";
import { m } from "./messages/en";
import { answerTo } from "./normal";

const STEPS = new Set(["review.settled", "release.published"]);

/** Events that decide the row rather than lead to it. */
export const isKey = (event: ChainEvent): boolean => STEPS.has(event.kind);

const QUIET = new Set(["values.shown", "annotation.assigned", "annotation.lease_ended"]);

/** Events around the row that say nothing about it: handed out, held, looked at. The proof covers them too. */
export const isQuiet = (event: ChainEvent): boolean => QUIET.has(event.kind);

type Field = { readonly [name: string]: JsonValue };

const asObject = (value: JsonValue | undefined): Field | null =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Field) : null;

const isGone = (value: JsonValue | undefined): string | null => {
  const state = asObject(value)?.state;
  return state === "erased" ? m.erased : state === "withheld" ? m.withheld : null;
};

function valueWords(value: JsonValue, question: Question | null, editor: AnyEditor | null): string {
  if (question && editor) return editor.describe(value, question.config).join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** One line that says who did what; the server's title when nothing better is known. */
export function headline(event: ChainEvent, question: Question | null, editor: AnyEditor | null): string {
  const who = nameOf(event);
  if (event.kind === "annotation.submitted" || event.kind === "votes.imported") {
    const answer = answerTo(event, question?.question ?? "");
    const gone = isGone(answer);
    if (answer !== undefined) return `${capital(who)} answered ${gone ?? valueWords(answer, question, editor)}`;
  }
  if (event.kind === "review.settled") {
    const decision = asObject(event.said.decision);
    if (decision && "outcome" in decision) {
      const said = decision.outcome === "undecidable" ? m.undecidable : valueWords(decision.value ?? null, question, editor);
      return `${capital(who)} settled it: ${said}`;
    }
  }
  if (event.context?.version !== undefined) {
    if (event.kind === "guideline.published") return m.guidelineInForce(event.context.version);
    if (event.kind === "taxonomy.published") return m.labelsInForce(event.context.version);
  }
  return event.title || m.kinds[event.kind] || event.kind;
}

/** A name where the reader may see it, else the first letters of the pseudonym. */
const nameOf = (event: ChainEvent): string =>
  event.who ?? (event.actor === "system" ? "the rule" : `P-${event.actor.replace(/[^0-9A-Za-z]/g, "").slice(0, 4)}`);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The rest of what was said, in words: reason, clause, time, terms. Content itself stands elsewhere. */
export function factsOf(event: ChainEvent): readonly string[] {
  const facts: string[] = [...contextFacts(event)];
  for (const [name, value] of Object.entries(event.said)) {
    if (/^[ai]\d+$/.test(name) || name === "decision") continue;
    const gone = isGone(value);
    // Withheld from everyone here, such as the time an answer took; only what is gone for good is worth a word.
    if (gone) facts.push(...(gone === m.erased ? [`${name.replaceAll("_", " ")} ${gone}`] : []));
    else if (name === "work") facts.push(...workFacts(asObject(value)));
    else if (name === "terms") facts.push(...termsFacts(asObject(value)));
    else if (typeof value === "string" && value) facts.push(`${name.replaceAll("_", " ")} “${value}”`);
  }
  const digest = asObject(Object.entries(event.said).find(([name]) => /^i\d+$/.test(name))?.[1])?.digest;
  if (typeof digest === "string") facts.push(`sha256 ${digest.slice(0, 12)}…`);
  return facts;
}

/** What stands in no opening of the leaf: which versions were shown, under what terms it came in, how many were counted. */
function contextFacts({ context = {}, kind }: ChainEvent): readonly string[] {
  const { guideline, taxonomy, n_votes: nVotes, n_rows: nRows, revises, collection } = context;
  return [
    ...(collection ? termsFacts(collection) : []),
    ...(guideline === undefined ? [] : [kind === "review.settled" ? m.underGuideline(guideline) : m.guidelineShown(guideline)]),
    ...(taxonomy === undefined ? [] : [m.labelsShown(taxonomy)]),
    ...(nVotes === undefined ? [] : [m.answersDiffer(nVotes)]),
    ...(nRows === undefined ? [] : [m.amongRows(nRows)]),
    ...(revises ? [m.revises] : []),
  ];
}

function workFacts(work: Field | null): readonly string[] {
  const ms = work?.claimed_ms ?? work?.server_ms;
  const facts = typeof ms === "number" ? [`${Math.max(1, Math.round(ms / 1000))} s active`] : [];
  return typeof work?.input === "string" ? [...facts, `by ${work.input}`] : facts;
}

function termsFacts(terms: Field | null): readonly string[] {
  return ["name", "licence", "consent", "purpose"].flatMap((name) => {
    const value = terms?.[name];
    if (typeof value !== "string" || !value) return [];
    return [name === "name" ? `collection “${value}”` : name === "licence" ? value : `${name} “${value}”`];
  });
}
