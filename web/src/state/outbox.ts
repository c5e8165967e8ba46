import type { JsonValue } from "./json";

/** What waits to be sent, as values. Entries leave only when the server has said "received" or a person took them back. */
export interface OutboxEntry {
  readonly key: string;
  readonly seq: number;
  readonly project: string;
  readonly item: string;
  readonly kind: "submission" | "command";
  /** Path below the API, for a command its name. */
  readonly path: string;
  readonly body: { readonly [name: string]: JsonValue };
  /** The outbox key of the answer this one revises; its event id is filled in when known. */
  readonly supersedesKey: string | null;
  readonly state: "waiting" | "refused";
  readonly tries: number;
}

export interface Outbox {
  readonly entries: readonly OutboxEntry[];
  readonly sending: string | null;
  /** Outbox key to event id, for revisions of answers sent a moment ago. */
  readonly received: { readonly [key: string]: string };
}

export const emptyOutbox: Outbox = { entries: [], sending: null, received: {} };

export function enqueue(box: Outbox, entry: Omit<OutboxEntry, "seq" | "state" | "tries">): Outbox {
  if (box.entries.some((e) => e.key === entry.key) || entry.key in box.received) return box;
  const seq = box.entries.reduce((most, e) => Math.max(most, e.seq), 0) + 1;
  const added: OutboxEntry = { ...entry, seq, state: "waiting", tries: 0 };
  return { ...box, entries: [...box.entries, named(added, box.received)] };
}

/** The oldest entry that may go out: in order, one at a time, refused ones stay where they are. */
export function nextToSend(box: Outbox): OutboxEntry | null {
  if (box.sending !== null) return null;
  return box.entries.find((e) => e.state === "waiting") ?? null;
}

export const markSending = (box: Outbox, key: string): Outbox => ({ ...box, sending: key });

export function markReceived(box: Outbox, key: string, eventId: string): Outbox {
  return {
    entries: box.entries.filter((e) => e.key !== key).map((e) => named(e, { [key]: eventId })),
    sending: box.sending === key ? null : box.sending,
    received: { ...box.received, [key]: eventId },
  };
}

/** A revision names the event it supersedes as soon as that event has a name. */
function named(entry: OutboxEntry, received: { readonly [key: string]: string }): OutboxEntry {
  const earlier = entry.supersedesKey === null ? undefined : received[entry.supersedesKey];
  return earlier === undefined ? entry : { ...entry, body: { ...entry.body, supersedes: earlier } };
}

/** The network failed or the server was busy: the entry stays first and goes again with the same key. */
export const markUnsent = (box: Outbox, key: string): Outbox => ({
  ...box,
  sending: box.sending === key ? null : box.sending,
  entries: box.entries.map((e) => (e.key === key ? { ...e, tries: e.tries + 1 } : e)),
});

/** The server said no. The answer is kept until the person has it back on screen. */
export const markRefused = (box: Outbox, key: string): Outbox => ({
  ...box,
  sending: box.sending === key ? null : box.sending,
  entries: box.entries.map((e) => (e.key === key ? { ...e, state: "refused" } : e)),
});

export const takeBack = (box: Outbox, key: string): Outbox => ({
  ...box,
  entries: box.entries.filter((e) => e.key !== key || e.key === box.sending),
});

/** Milliseconds before the next try: doubling from half a second to half a minute. */
export const backoff = (tries: number): number => Math.min(30_000, 500 * 2 ** Math.min(tries, 6));
