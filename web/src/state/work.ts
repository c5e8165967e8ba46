import { begin, record, amend, undo, redo, type History } from "./history";
import { sameJson, type JsonValue } from "./json";

export type Answers = { readonly [question: string]: JsonValue };

export interface WorkItem {
  readonly item: string;
  readonly external_id: string | null;
  readonly content: { readonly [field: string]: string };
  readonly collection: { readonly name: string; readonly licence: string; readonly language?: string | null };
}

export interface Reason {
  readonly code: string;
  readonly detail: string;
  readonly fix: string;
}

/** What one person did with one item: a draft with its undo, and what was sent last. */
export interface Place {
  readonly task: WorkItem;
  readonly draft: History<Answers>;
  readonly sent: { readonly answers: Answers; readonly key: string | null; readonly eventId: string | null } | null;
  readonly refused: Reason | null;
  readonly isSettled: boolean;
}

/** The line of items before one person. `at` may stand one past the end: nothing is left then. */
export interface Work {
  readonly line: readonly Place[];
  readonly at: number;
  /** Where the person was before going back; after a revision they return there. */
  readonly ahead: number;
}

export const emptyWork: Work = { line: [], at: 0, ahead: 0 };

export const current = (work: Work): Place | null => work.line[work.at] ?? null;
export const waiting = (work: Work): number => work.line.length - work.at;

const place = (task: WorkItem, answers: Answers): Place => ({
  task,
  draft: begin(answers),
  sent: null,
  refused: null,
  isSettled: false,
});

/** Adds tasks the server handed out; an item already in the line is not added twice. */
export function extend(work: Work, tasks: readonly { readonly task: WorkItem; readonly answers: Answers }[]): Work {
  const known = new Set(work.line.map((p) => p.task.item));
  const fresh = tasks.filter((t) => !known.has(t.task.item));
  return { ...work, line: [...work.line, ...fresh.map((t) => place(t.task, t.answers))] };
}

export interface Earlier {
  readonly task: WorkItem;
  readonly answers: Answers;
  readonly eventId: string;
  readonly isSettled: boolean;
}

/** Puts own earlier answers (oldest first) before the line, so that Previous works after a reload. */
export function prepend(work: Work, earlier: readonly Earlier[]): Work {
  const known = new Set(work.line.map((p) => p.task.item));
  const places = earlier
    .filter((e) => !known.has(e.task.item))
    .map((e): Place => ({
      ...place(e.task, e.answers),
      sent: { answers: e.answers, key: null, eventId: e.eventId },
      isSettled: e.isSettled,
    }));
  return { line: [...places, ...work.line], at: work.at + places.length, ahead: work.ahead + places.length };
}

function change(work: Work, item: string, f: (p: Place) => Place): Work {
  return { ...work, line: work.line.map((p) => (p.task.item === item ? f(p) : p)) };
}

const here = (work: Work, f: (p: Place) => Place): Work => {
  const now = current(work);
  return now === null ? work : change(work, now.task.item, f);
};

/** One gesture on the draft. Typing amends the last step, so that undo takes back words and not letters. */
export function edit(work: Work, question: string, value: JsonValue, isTyping: boolean): Work {
  return here(work, (p) => {
    const next: Answers = { ...p.draft.present, [question]: value };
    const move = isTyping && p.draft.past.length > 0 ? amend : record;
    return sameJson(p.draft.present, next) ? p : { ...p, draft: move(p.draft, next) };
  });
}

export const undoEdit = (work: Work): Work => here(work, (p) => ({ ...p, draft: undo(p.draft) }));
export const redoEdit = (work: Work): Work => here(work, (p) => ({ ...p, draft: redo(p.draft) }));

/** Whether submitting would say anything new about this item. */
export const isUnsaid = (p: Place): boolean => p.sent === null || !sameJson(p.sent.answers, p.draft.present);

/** The current answers are on their way under `key`; the next item is on screen at once. */
export function submit(work: Work, key: string): Work {
  const sent = here(work, (p) => ({
    ...p,
    draft: begin(p.draft.present),
    sent: { answers: p.draft.present, key, eventId: null },
    refused: null,
  }));
  return forward(sent);
}

export function forward(work: Work): Work {
  const next = work.at < work.ahead ? work.ahead : Math.min(work.at + 1, work.line.length);
  return { ...work, at: next, ahead: Math.max(next, work.ahead) };
}

export const canGoBack = (work: Work): boolean => work.line.slice(0, work.at).some((p) => p.sent !== null);

/** Reopens the nearest earlier item that has an answer. */
export function back(work: Work): Work {
  for (let i = work.at - 1; i >= 0; i -= 1) {
    if (work.line[i]?.sent) return { ...work, at: i, ahead: Math.max(work.ahead, work.at) };
  }
  return work;
}

/** Takes the current item out of the line: skipped, or parked until an answer comes. */
export function leave(work: Work): Work {
  const line = work.line.filter((_, i) => i !== work.at);
  const ahead = work.ahead > work.at ? work.ahead - 1 : work.ahead;
  return { line, at: Math.max(work.at, ahead), ahead: Math.max(work.at, ahead) };
}

export const received = (work: Work, item: string, key: string, eventId: string): Work =>
  change(work, item, (p) => (p.sent?.key === key ? { ...p, sent: { ...p.sent, eventId } } : p));

/** The server said no: the item is next again, with the answer as it was and the reason. */
export function refuse(work: Work, item: string, reason: Reason, answers: Answers | null): Work {
  const from = work.line.findIndex((p) => p.task.item === item);
  const found = work.line[from];
  if (!found) return work;
  const kept = answers ?? found.sent?.answers ?? found.draft.present;
  const returned: Place = { ...found, draft: begin(kept), sent: null, refused: reason };
  if (from >= work.at) return change(work, item, () => returned);
  const rest = work.line.filter((_, i) => i !== from);
  const at = work.at - 1;
  const isIdle = (rest[at]?.draft.past.length ?? 0) === 0;
  const target = isIdle ? at : at + 1;
  return { line: [...rest.slice(0, target), returned, ...rest.slice(target)], at, ahead: Math.max(at, work.ahead - 1) };
}
