import type { ChainEvent, Explanation, Question, ReleaseRow } from "@/api/schema";
import type { JsonValue } from "@/kit";
import { sameJson } from "@/state/json";

/** An explanation with its question as a whole and the value it came to, told or derived from the chain. */
export interface Explained {
  readonly item: string;
  readonly externalId: string | null;
  readonly content: { readonly [field: string]: string } | null;
  readonly question: Question | null;
  readonly value: JsonValue;
  readonly status: string | null;
  readonly nVotes: number;
  readonly release: string | null;
  readonly chain: readonly ChainEvent[];
  readonly proof: Explanation["proof"];
}

export function normal(e: Explanation, questions: readonly Question[]): Explained {
  const question = questionOf(e, questions);
  const votes = question ? votesOn(e.chain, question.question) : [];
  const derived = derive(e.chain, question?.question ?? "", votes);
  const row: ReleaseRow | null = e.row ?? null;
  return {
    item: e.item,
    externalId: e.external_id ?? null,
    content: readable(e.content),
    question,
    value: row ? row.value : derived.value,
    status: row ? row.status : derived.status,
    nVotes: row?.n_votes ?? votes.length,
    release: e.release ?? e.releases?.at(-1) ?? null,
    chain: e.chain.toSorted((a, b) => a.index - b.index),
    proof: e.proof,
  };
}

function questionOf(e: Explanation, questions: readonly Question[]): Question | null {
  if (e.question !== null && typeof e.question === "object") return e.question;
  return questions.find((q) => q.question === e.question) ?? questions[0] ?? null;
}

/** Erased content comes as a state instead of fields. */
function readable(content: Explanation["content"]): Explained["content"] {
  const isErased = content !== null && Object.keys(content).length === 1 && ["erased", "withheld", "lost"].includes(content.state ?? "");
  return isErased ? null : content;
}

const list = (x: string | readonly string[] | undefined): readonly string[] => (x === undefined ? [] : typeof x === "string" ? [x] : x);

/** What an event says about one question: answers stand in the order of the questions it names. */
export function answerTo(event: ChainEvent, question: string): JsonValue | undefined {
  if (event.kind === "votes.imported") {
    const said = Object.values(event.said)[0];
    const isWrapped = typeof said === "object" && said !== null && "value" in said;
    return isWrapped ? ((said as { value: JsonValue }).value ?? undefined) : said;
  }
  const at = list(event.refs.question).indexOf(question);
  return event.said[`a${at < 0 ? 0 : at}`];
}

function votesOn(chain: readonly ChainEvent[], question: string): readonly JsonValue[] {
  const superseded = new Set(chain.flatMap((e) => list(e.refs.supersedes)));
  const ids = (e: ChainEvent): string => leafId(e);
  return chain
    .filter((e) => (e.kind === "annotation.submitted" || e.kind === "votes.imported") && !superseded.has(ids(e)))
    .flatMap((e) => {
      if (e.kind === "votes.imported") {
        return Object.entries(e.said).flatMap(([, said]) => {
          const isWrapped = typeof said === "object" && said !== null && "value" in said;
          return isWrapped ? [(said as { value: JsonValue }).value] : [];
        });
      }
      const answer = answerTo(e, question);
      return answer === undefined ? [] : [answer];
    });
}

function leafId(event: ChainEvent): string {
  const match = /"id":"([0-9A-Za-z_-]+)"/.exec(atob(event.leaf));
  return match?.[1] ?? "";
}

interface Derived {
  readonly value: JsonValue;
  readonly status: string | null;
}

function derive(chain: readonly ChainEvent[], question: string, votes: readonly JsonValue[]): Derived {
  const settled = chain.findLast((e) => e.kind === "review.settled" && list(e.refs.question).includes(question));
  const decision = settled?.said.decision;
  if (decision && typeof decision === "object" && "outcome" in decision) {
    const { outcome, value } = decision as { outcome: string; value?: JsonValue };
    return { value: outcome === "value" ? (value ?? null) : null, status: outcome === "value" ? "settled" : "undecidable" };
  }
  const winner = votes.find((v) => 2 * votes.filter((w) => sameJson(v, w)).length > votes.length);
  if (winner === undefined) return { value: null, status: votes.length === 0 ? null : "unresolved" };
  return { value: winner, status: "majority" };
}
