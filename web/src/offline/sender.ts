import {
  backoff,
  emptyOutbox,
  enqueue,
  markReceived,
  markRefused,
  markSending,
  markUnsent,
  nextToSend,
  takeBack,
  type Outbox,
  type OutboxEntry,
} from "@/state/outbox";
import { all, put, remove } from "./idb";

export interface Refusal {
  readonly code: string;
  readonly detail: string;
  readonly fix: string;
}

export type Outcome =
  | { readonly kind: "received"; readonly eventId: string; readonly answer: unknown }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | { readonly kind: "unsent"; readonly why: "offline" | "busy" | "signed_out" };

export interface SenderPorts {
  send(entry: OutboxEntry): Promise<Outcome>;
  later(run: () => void, ms: number): void;
  changed(box: Outbox): void;
  received(entry: OutboxEntry, outcome: Outcome & { kind: "received" }): void;
  refused(entry: OutboxEntry, refusal: Refusal): void;
}

/** Sends the outbox in order, one at a time. An entry is in IndexedDB before it is sent and until it was received. */
export class Sender {
  box: Outbox = emptyOutbox;
  stopped: "offline" | "busy" | "signed_out" | null = null;
  #db: IDBDatabase;
  #ports: SenderPorts;
  #pumping: Promise<void> | null = null;

  constructor(db: IDBDatabase, ports: SenderPorts) {
    this.#db = db;
    this.#ports = ports;
  }

  /** Takes up what an earlier visit left; resolves once that is sent or could not be. */
  async restore(): Promise<void> {
    const kept = await all<OutboxEntry>(this.#db, "outbox");
    kept.sort((a, b) => a.seq - b.seq);
    const isNew = (e: OutboxEntry): boolean => !this.box.entries.some((x) => x.key === e.key);
    this.#set({ ...this.box, entries: [...kept.filter(isNew), ...this.box.entries] });
    for (const entry of kept) if (entry.state === "refused") this.#ports.refused(entry, UNREAD);
    await this.pump();
  }

  /** Resolves when the entry is durable; sending goes on by itself. */
  async add(entry: Omit<OutboxEntry, "seq" | "state" | "tries">): Promise<void> {
    this.#set(enqueue(this.box, entry));
    const stored = this.box.entries.find((e) => e.key === entry.key);
    if (stored) await put(this.#db, "outbox", stored.key, stored);
    void this.pump();
  }

  async forget(key: string): Promise<void> {
    this.#set(takeBack(this.box, key));
    await remove(this.#db, "outbox", key);
  }

  /** Resolves when everything is sent, or when one could not be: then it goes on by itself later. */
  pump(): Promise<void> {
    this.#pumping ??= this.#sendAll().finally(() => (this.#pumping = null));
    return this.#pumping;
  }

  async #sendAll(): Promise<void> {
    for (let entry = nextToSend(this.box); entry !== null; entry = nextToSend(this.box)) {
      if (!(await this.#sendOne(entry))) return;
    }
  }

  async #sendOne(entry: OutboxEntry): Promise<boolean> {
    this.#set(markSending(this.box, entry.key));
    const outcome = await this.#ports.send(entry);
    if (outcome.kind === "unsent") {
      this.stopped = outcome.why;
      this.#set(markUnsent(this.box, entry.key));
      this.#ports.later(() => void this.pump(), backoff(entry.tries));
      return false;
    }
    this.stopped = null;
    if (outcome.kind === "received") {
      this.#set(markReceived(this.box, entry.key, outcome.eventId));
      for (const e of this.box.entries) {
        if (e.supersedesKey === entry.key) await put(this.#db, "outbox", e.key, e);
      }
      await remove(this.#db, "outbox", entry.key);
      this.#ports.received(entry, outcome);
      return true;
    }
    this.#set(markRefused(this.box, entry.key));
    await put(this.#db, "outbox", entry.key, { ...entry, state: "refused" });
    this.#ports.refused(entry, outcome.refusal);
    return true;
  }

  #set(box: Outbox): void {
    this.box = box;
    this.#ports.changed(box);
  }
}

const UNREAD: Refusal = {
  code: "outbox.refused_earlier",
  detail: "The server refused this answer the last time you were here.",
  fix: "Look at it again and submit, or skip the item.",
};
