import { expect, test } from "vitest";
import type { WorkBatch } from "@/api/schema";
import type { Outcome } from "@/offline/sender";
import type { OutboxEntry } from "@/state/outbox";
import { current, type Answers } from "@/state/work";
import { WorkStore } from "./store";
import type { WorkApi } from "./workApi";

const N_ITEMS = 12;
let accounts = 0;

/** A server in memory: hands out what is not answered, takes answers once a key, and may be told to fail. */
class FakeServer implements WorkApi {
  readonly recorded = new Map<string, OutboxEntry["body"]>();
  readonly drafts = new Map<string, Answers>();
  fate: (entry: OutboxEntry) => Outcome["kind"] = () => "received";

  async next(n: number): Promise<WorkBatch> {
    const answered = new Set([...this.recorded.values()].filter((b) => "answers" in b).map((b) => b.item));
    const open = Array.from({ length: N_ITEMS }, (_, i) => `item-${i}`).filter((item) => !answered.has(item));
    const tasks = open.slice(0, n).map((item) => ({
      item,
      external_id: null,
      content: { text: item },
      collection: { name: "c", licence: "l" },
      draft: this.drafts.has(item) ? { answers: this.drafts.get(item) as Answers } : null,
    }));
    return { tasks, done: answered.size, left: open.length, lease_expires: null, questions: [], guideline: null, taxonomy: null };
  }

  async earlier() {
    return [];
  }

  async send(entry: OutboxEntry): Promise<Outcome> {
    const fate = this.fate(entry);
    if (fate === "unsent") return { kind: "unsent", why: "offline" };
    if (fate === "refused") return { kind: "refused", refusal: { code: "annotation.lease_ended", detail: "d", fix: "f" } };
    this.recorded.set(entry.key, entry.body);
    return { kind: "received", eventId: `event-${entry.key}`, answer: {} };
  }

  async saveDraft(item: string, answers: Answers): Promise<void> {
    this.drafts.set(item, answers);
  }

  saveDraftOnLeaving(item: string, answers: Answers): void {
    this.drafts.set(item, answers);
  }
}

const settled = async (): Promise<void> => {
  for (let n = 0; n < 20; n += 1) await new Promise((done) => setTimeout(done, 0));
};

async function started(server: FakeServer, account = `a${(accounts += 1)}`): Promise<WorkStore> {
  const store = new WorkStore(server, "p", account);
  await store.start();
  return store;
}

function answer(store: WorkStore, value: string): void {
  store.edit("q", value, false);
  store.submit(1000, "key");
}

const here = (store: WorkStore): string | undefined => current(store.get().work)?.task.item;

test("items come one after the other to the last, each recorded once", async () => {
  const server = new FakeServer();
  const store = await started(server);
  for (let n = 0; n < N_ITEMS; n += 1) {
    answer(store, "a");
    await settled();
  }

  expect(here(store)).toBeUndefined();
  expect([...server.recorded.values()].map((b) => b.item).sort()).toEqual(Array.from({ length: N_ITEMS }, (_, i) => `item-${i}`).sort());
});

test("an answer changed before its receipt came supersedes the event that the receipt names", async () => {
  const server = new FakeServer();
  server.fate = () => "unsent";
  const store = await started(server);
  answer(store, "a");
  store.back();
  answer(store, "b");
  server.fate = () => "received";
  store.resume();
  await settled();
  const [first, second] = [...server.recorded.entries()];

  expect(second?.[1].answers).toEqual({ q: "b" });
  expect(second?.[1].supersedes).toBe(`event-${first?.[0]}`);
});

test("a refused answer is on screen again with its reason, and the count is what it was", async () => {
  const server = new FakeServer();
  server.fate = () => "refused";
  const store = await started(server);
  answer(store, "a");
  await settled();

  expect(here(store)).toBe("item-0");
  expect(current(store.get().work)?.refused?.code).toBe("annotation.lease_ended");
  expect(store.get().done).toBe(0);
});

test("a draft outlives the tab on this device, before the server ever saw it", async () => {
  const server = new FakeServer();
  const first = await started(server, "same");
  first.edit("q", "half a thought", true);
  await settled();
  const second = await started(server, "same");

  expect(current(second.get().work)?.draft.present).toEqual({ q: "half a thought" });
});

test("leaving the page sends the draft that was not yet sent", async () => {
  const server = new FakeServer();
  const store = await started(server);
  store.edit("q", "x", true);
  store.flush();

  expect(server.drafts.get("item-0")).toEqual({ q: "x" });
});

test("an item whose answer still waits is not asked again after a reload", async () => {
  const server = new FakeServer();
  server.fate = () => "unsent";
  const first = await started(server, "waiting");
  answer(first, "a");
  await settled();
  const second = await started(server, "waiting");

  expect(here(second)).toBe("item-1");
});

test("a flag leaves the item on screen, a skip takes it away, and both are said until the next answer", async () => {
  const store = await started(new FakeServer());
  store.say("flag", "notice-0", "cut off");
  expect([here(store), store.get().said]).toEqual(["item-0", { what: "flag", name: "notice-0" }]);

  store.say("skip", "notice-0", "not mine to judge");
  expect([here(store), store.get().said?.what]).toEqual(["item-1", "skip"]);

  answer(store, "a");
  expect(store.get().said).toBeNull();
});

test("the last answer can be taken up again when nothing is left", async () => {
  const store = await started(new FakeServer());
  for (let n = 0; n < N_ITEMS; n += 1) {
    answer(store, "a");
    await settled();
  }
  expect(here(store)).toBeUndefined();
  store.undo();

  expect(here(store)).toBe(`item-${N_ITEMS - 1}`);
});

test("an item asked about waits aside, still to be answered, and comes back when somebody answered", async () => {
  const store = await started(new FakeServer());
  const { left } = store.get();
  store.say("ask", "notice-0", "Is it?");
  expect([here(store), store.get().left, store.get().aside]).toEqual(["item-1", left, ["item-0"]]);

  await store.more();
  expect(store.get().work.line.some((p) => p.task.item === "item-0")).toBe(false);

  store.takeUp(["item-0"]);
  await settled();
  expect([store.get().work.line.at(-1)?.task.item, store.get().aside]).toEqual(["item-0", []]);
});
