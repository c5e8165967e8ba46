import { ApiError, newKey } from "@/api/client";
import type { Problem, Question, Receipt, VersionRef, WorkBatch } from "@/api/schema";
import { Sender, type Outcome, type Refusal } from "@/offline/sender";
import { get, openDatabase, put, remove } from "@/offline/idb";
import { keepReceipts } from "@/offline/receipts";
import type { OutboxEntry } from "@/state/outbox";
import type { JsonValue } from "@/state/json";
import * as line from "@/state/work";
import type { Answers, Work } from "@/state/work";
import type { WorkApi } from "./workApi";

export type Saved = "saved" | "device" | "failed";

export interface Batch {
  readonly questions: readonly Question[];
  readonly guideline: VersionRef | null;
  readonly taxonomy: VersionRef | null;
}

export interface Snapshot {
  readonly work: Work;
  readonly batch: Batch | null;
  readonly done: number;
  readonly left: number;
  readonly saved: Saved;
  readonly nToSend: number;
  readonly stopped: Sender["stopped"];
  readonly isLoading: boolean;
  readonly problem: Problem | null;
  readonly sealedAt: number | null;
  /** What was last said about an item beside answering it; gone with the next answer. */
  readonly said: Said | null;
  /** Items asked about, out of the line until somebody answers or the person takes them up. */
  readonly aside: readonly string[];
}

export type Saying = "skip" | "ask" | "flag";

export interface Said {
  readonly what: Saying;
  readonly name: string;
}

interface KeptDraft {
  readonly answers: Answers;
  readonly refused: Refusal | null;
}

const QUIET_MS = 2000;
const AHEAD = 4;
const BATCH = 10;
/** How long the screen waits for answers of an earlier visit to go out before it asks for items. */
const FIRST_SEND_MS = 3000;

/** One person's line of items: edits, drafts, submissions and what comes back. React only shows it. */
export class WorkStore {
  #state: Snapshot = {
    work: line.emptyWork,
    batch: null,
    done: 0,
    left: 0,
    saved: "saved",
    nToSend: 0,
    stopped: null,
    isLoading: true,
    problem: null,
    sealedAt: null,
    said: null,
    aside: [],
  };
  #listeners = new Set<() => void>();
  #api: WorkApi;
  #project: string;
  #account: string;
  #db: IDBDatabase | null = null;
  #sender: Sender | null = null;
  #gone = new Set<string>();
  #quiet: ReturnType<typeof setTimeout> | undefined;
  #unsaved: string | null = null;
  #isFetching = false;

  constructor(api: WorkApi, project: string, account: string) {
    this.#api = api;
    this.#project = project;
    this.#account = account;
  }

  get = (): Snapshot => this.#state;
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  #set(change: Partial<Snapshot>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  async start(): Promise<void> {
    this.#db = await openDatabase(this.#account).catch(() => null);
    if (this.#db) {
      this.#sender = new Sender(this.#db, {
        send: (entry) => this.#api.send(entry),
        later: (run, ms) => void setTimeout(run, ms),
        changed: (box) => this.#set({ nToSend: box.entries.length, stopped: this.#sender?.stopped ?? null }),
        received: (entry, outcome) => this.#received(entry, outcome),
        refused: (entry, refusal) => void this.#refused(entry, refusal),
      });
      await Promise.race([this.#sender.restore(), new Promise((done) => setTimeout(done, FIRST_SEND_MS))]);
    }
    await this.more();
    await this.#loadEarlier();
  }

  /** Asks for the next items; ones already in the line, or left a moment ago, are not shown twice. */
  async more(): Promise<void> {
    if (this.#isFetching) return;
    this.#isFetching = true;
    this.#set({ isLoading: true });
    try {
      const batch = await this.#api.next(BATCH);
      const underWay = this.#underWay();
      const fresh = batch.tasks.filter((t) => !this.#gone.has(t.item) && !underWay.has(t.item));
      const tasks = await Promise.all(fresh.map(async (task) => ({ task, ...(await this.#kept(task)) })));
      const work = tasks.reduce(
        (w, t) => (t.refused ? line.refuse(line.extend(w, [t]), t.task.item, t.refused, t.answers) : w),
        line.extend(this.#state.work, tasks),
      );
      const { questions, guideline, taxonomy } = batch;
      // While answers are under way the server's counts lag behind what this person did; ours stand then.
      const isBehind = this.#state.batch !== null && this.#state.nToSend > 0;
      const { done, left } = isBehind ? this.#state : batch;
      this.#set({ work, batch: { questions, guideline, taxonomy }, done, left, isLoading: false, problem: null });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#set({ isLoading: false, problem: error.problem });
    } finally {
      this.#isFetching = false;
    }
  }

  /** Items whose answer waits in the outbox: they are not asked about again. */
  #underWay(): ReadonlySet<string> {
    const entries = this.#sender?.box.entries ?? [];
    return new Set(entries.filter((e) => e.kind === "submission" && e.state === "waiting").map((e) => e.item));
  }

  async #kept(task: WorkBatch["tasks"][number]): Promise<KeptDraft> {
    const kept = this.#db ? await get<KeptDraft>(this.#db, "drafts", this.#draftKey(task.item)) : undefined;
    return kept ?? { answers: task.draft?.answers ?? {}, refused: null };
  }

  async #loadEarlier(): Promise<void> {
    const answers = await this.#api.earlier().catch(() => []);
    const kept = answers.toReversed().filter((a) => a.content !== null);
    const earlier = kept.map((a) => ({
      task: { item: a.item, external_id: a.external_id ?? null, content: a.content ?? {}, collection: { name: "", licence: "" } },
      answers: a.answers,
      eventId: a.event_id,
      isSettled: a.settled,
    }));
    this.#set({ work: line.prepend(this.#state.work, earlier) });
  }

  edit(question: string, value: JsonValue, isTyping: boolean): void {
    this.#change(line.edit(this.#state.work, question, value, isTyping));
  }

  undo(): void {
    const place = line.current(this.#state.work);
    if (place && place.draft.past.length > 0) this.#change(line.undoEdit(this.#state.work));
    else this.back();
  }

  redo = (): void => this.#change(line.redoEdit(this.#state.work));
  back = (): void => this.#set({ work: line.back(this.#state.work) });
  forward = (): void => this.#set({ work: line.forward(this.#state.work) });

  /** The answer is on its way and the next item on screen; the outbox holds it until the server has it. */
  submit(claimedMs: number, input: string): void {
    const place = line.current(this.#state.work);
    if (!place) return;
    if (!line.isUnsaid(place) || place.isSettled) return this.forward();
    const key = newKey();
    const isFirst = place.sent === null;
    const { batch, done, left } = this.#state;
    const earlier = place.sent?.eventId ?? null;
    const body = {
      key,
      item: place.task.item,
      answers: place.draft.present,
      claimed_ms: Math.round(claimedMs),
      input,
      guideline: batch?.guideline?.event_id ?? "",
      ...(earlier === null ? {} : { supersedes: earlier }),
    };
    const supersedesKey = earlier === null ? (place.sent?.key ?? null) : null;
    this.#set({
      said: null,
      work: line.submit(this.#state.work, key),
      done: isFirst ? done + 1 : done,
      left: isFirst ? Math.max(0, left - 1) : left,
    });
    this.#quietDown(place.task.item);
    void this.#post({ key, item: place.task.item, kind: "submission", path: "submissions", body, supersedesKey });
    this.#topUp();
  }

  /** Skip, ask and flag. Skipping and asking take the item out of the line. */
  say(what: Saying, name: string, reason: string): void {
    const place = line.current(this.#state.work);
    if (!place) return;
    const { item } = place.task;
    const key = newKey();
    this.#set({ said: { what, name } });
    if (what !== "flag") {
      const { left, aside } = this.#state;
      this.#gone.add(item);
      this.#set({
        work: line.leave(this.#state.work),
        ...(what === "skip" ? { left: Math.max(0, left - 1) } : { aside: [...aside, item] }),
      });
      this.#quietDown(item);
    }
    void this.#post({ key, item, kind: "command", path: what === "skip" ? "skip_item" : "flag_item", body: { item, reason }, supersedesKey: null });
    this.#topUp();
  }

  /** Items that were set aside come back into the line. */
  takeUp(items: readonly string[]): void {
    const back = this.#state.aside.filter((item) => items.includes(item));
    if (back.length === 0) return;
    for (const item of back) this.#gone.delete(item);
    this.#set({ aside: this.#state.aside.filter((item) => !back.includes(item)) });
    void this.more();
  }

  async #post(entry: Omit<OutboxEntry, "seq" | "state" | "tries" | "project">): Promise<void> {
    if (this.#sender) {
      await this.#sender.add({ ...entry, project: this.#project }).catch(() => this.#set({ saved: "failed" }));
      if (entry.kind === "submission") await this.#dropDraft(entry.item);
    } else {
      const full: OutboxEntry = { ...entry, project: this.#project, seq: 1, state: "waiting", tries: 0 };
      const outcome = await this.#api.send(full);
      if (outcome.kind === "received") this.#received(full, outcome);
      else this.#set({ saved: "failed" });
    }
  }

  #topUp(): void {
    if (line.waiting(this.#state.work) < AHEAD && this.#state.left > line.waiting(this.#state.work)) void this.more();
  }

  #received(entry: OutboxEntry, outcome: Outcome & { kind: "received" }): void {
    const answer = outcome.answer as { receipt?: Receipt; receipts?: readonly Receipt[]; left?: number; done?: number };
    const receipts = answer.receipts ?? (answer.receipt ? [answer.receipt] : []);
    if (this.#db) void keepReceipts(this.#db, receipts).catch(() => undefined); // a full disk takes no answer back
    const isLast = this.#state.nToSend === 0;
    this.#set({
      work: line.received(this.#state.work, entry.item, entry.key, outcome.eventId),
      sealedAt: answer.receipt?.index ?? this.#state.sealedAt,
      ...(isLast && answer.done !== undefined && answer.left !== undefined ? { done: answer.done, left: answer.left } : {}),
    });
    if (line.current(this.#state.work) === null) void this.more();
  }

  async #refused(entry: OutboxEntry, refusal: Refusal): Promise<void> {
    const answers = entry.kind === "submission" ? (entry.body.answers as Answers) : null;
    if (answers && this.#db) await put(this.#db, "drafts", this.#draftKey(entry.item), { answers, refused: refusal });
    await this.#sender?.forget(entry.key);
    this.#gone.delete(entry.item);
    const { done, left, work } = this.#state;
    const isUncounted = answers !== null && entry.body.supersedes === undefined && work.line.some((p) => p.sent?.key === entry.key);
    this.#set({
      said: null,
      work: line.refuse(work, entry.item, refusal, answers),
      ...(isUncounted ? { done: Math.max(0, done - 1), left: left + 1 } : {}),
    });
  }

  // --- drafts: on the device at once, on the server after two quiet seconds or on leaving

  #change(work: Work): void {
    if (work === this.#state.work) return;
    this.#set({ work, saved: "device" });
    const place = line.current(work);
    if (!place || place.sent !== null) return;
    this.#unsaved = place.task.item;
    const kept: KeptDraft = { answers: place.draft.present, refused: place.refused };
    if (this.#db) void put(this.#db, "drafts", this.#draftKey(place.task.item), kept).catch(() => this.#set({ saved: "failed" }));
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => void this.#saveOnServer(place.task.item, place.draft.present), QUIET_MS);
  }

  async #saveOnServer(item: string, answers: Answers): Promise<void> {
    try {
      await this.#api.saveDraft(item, answers);
      if (this.#unsaved === item) {
        this.#unsaved = null;
        this.#set({ saved: "saved" });
      }
    } catch {
      // The draft stays on this device and says so; the next edit tries again.
    }
  }

  #quietDown(item: string): void {
    clearTimeout(this.#quiet);
    if (this.#unsaved === item) this.#unsaved = null;
    this.#set({ saved: "saved" });
  }

  async #dropDraft(item: string): Promise<void> {
    if (this.#db) await remove(this.#db, "drafts", this.#draftKey(item));
  }

  /** The page goes away: what is typed and not yet on the server goes out with it. */
  flush = (): void => {
    const place = line.current(this.#state.work);
    if (place && this.#unsaved === place.task.item) this.#api.saveDraftOnLeaving(place.task.item, place.draft.present);
  };

  resume = (): void => void this.#sender?.pump();

  #draftKey = (item: string): string => `${this.#project}/${item}`;
}
