import { expect, test } from "vitest";
import { pick, seeded } from "@/testing/random";
import type { OutboxEntry } from "@/state/outbox";
import { all, openDatabase } from "./idb";
import { Sender, type Outcome, type Refusal } from "./sender";

const entry = (key: string) => ({
  key,
  project: "p",
  item: `item-${key}`,
  kind: "submission" as const,
  path: "submissions",
  body: { key },
  supersedesKey: null,
});

interface World {
  readonly sent: string[];
  readonly refused: [string, Refusal][];
  readonly later: (() => void)[];
}

function sender(db: IDBDatabase, answer: (entry: OutboxEntry) => Promise<Outcome>): [Sender, World] {
  const world: World = { sent: [], refused: [], later: [] };
  const made = new Sender(db, {
    send: (e) => {
      world.sent.push(e.key);
      return answer(e);
    },
    later: (run) => void world.later.push(run),
    changed: () => undefined,
    received: () => undefined,
    refused: (e, refusal) => void world.refused.push([e.key, refusal]),
  });
  return [made, world];
}

const received: Outcome = { kind: "received", eventId: "e", answer: {} };
const quiet = async (): Promise<void> => {
  for (let n = 0; n < 15; n += 1) await new Promise((done) => setTimeout(done, 0));
};

test("an answer given offline is on the device and goes out after the tab was killed", async () => {
  const db = await openDatabase("killed");
  const [first] = sender(db, async () => ({ kind: "unsent", why: "offline" }));
  await first.add(entry("a"));
  await quiet();
  const [second, world] = sender(db, async () => received);
  await second.restore();
  await quiet();

  expect(world.sent).toEqual(["a"]);
  expect(await all(db, "outbox")).toEqual([]);
});

test("a refusal is told once with its reason and the answer is kept until it is taken back", async () => {
  const db = await openDatabase("refused");
  const refusal = { code: "annotation.lease_ended", detail: "d", fix: "f" };
  const [made, world] = sender(db, async () => ({ kind: "refused", refusal }));
  await made.add(entry("a"));
  await quiet();

  expect(world.refused).toEqual([["a", refusal]]);
  expect(await all(db, "outbox")).toHaveLength(1);
});

test("answers that were refused do not hold up the ones after them", async () => {
  const db = await openDatabase("order");
  const refusal = { code: "c", detail: "", fix: "" };
  const [made, world] = sender(db, async (e) => (e.key === "a" ? { kind: "refused", refusal } : received));
  await made.add(entry("a"));
  await made.add(entry("b"));
  await quiet();

  expect(world.sent).toEqual(["a", "b"]);
});

test("whatever fails in whatever order, each answer reaches the server in order, under one key, and leaves the device", async () => {
  const random = seeded(3);
  for (let run = 0; run < 5; run += 1) {
    const db = await openDatabase(`any-${run}`);
    const recorded: string[] = [];
    const answer = async (e: OutboxEntry): Promise<Outcome> => {
      const fate = pick(random, ["received", "lost", "offline"]);
      if (fate !== "offline" && !recorded.includes(e.key)) recorded.push(e.key);
      return fate === "received" ? received : { kind: "unsent", why: "offline" };
    };
    const [made, world] = sender(db, answer);
    for (const key of ["a", "b", "c", "d"]) await made.add(entry(key));
    for (let n = 0; n < 60 && made.box.entries.length > 0; n += 1) {
      await quiet();
      world.later.shift()?.();
    }
    await quiet();

    expect(recorded).toEqual(["a", "b", "c", "d"]);
    expect(await all(db, "outbox")).toEqual([]);
  }
});
