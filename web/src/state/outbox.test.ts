import { expect, test } from "vitest";
import { pick, seeded } from "@/testing/random";
import * as o from "./outbox";

const entry = (n: number, supersedesKey: string | null = null) => ({
  key: `k${n}`,
  project: "p",
  item: `item-${n}`,
  kind: "submission" as const,
  path: "submissions",
  body: { key: `k${n}`, item: `item-${n}` },
  supersedesKey,
});

test("entries go out in order, one at a time", () => {
  let box = o.enqueue(o.enqueue(o.emptyOutbox, entry(1)), entry(2));
  const first = o.nextToSend(box);
  box = o.markSending(box, "k1");

  expect(first?.key).toBe("k1");
  expect(o.nextToSend(box)).toBeNull();
});

test("an entry that got no answer stays first and goes again under the same key", () => {
  let box = o.enqueue(o.enqueue(o.emptyOutbox, entry(1)), entry(2));
  box = o.markUnsent(o.markSending(box, "k1"), "k1");

  expect(o.nextToSend(box)?.key).toBe("k1");
});

test("a refused entry is kept and the next one goes", () => {
  let box = o.enqueue(o.enqueue(o.emptyOutbox, entry(1)), entry(2));
  box = o.markRefused(o.markSending(box, "k1"), "k1");

  expect(o.nextToSend(box)?.key).toBe("k2");
  expect(box.entries.map((e) => e.key)).toContain("k1");
});

test("a revision of an answer still under way names its event as soon as it has one", () => {
  let box = o.enqueue(o.enqueue(o.emptyOutbox, entry(1)), entry(2, "k1"));
  box = o.markReceived(o.markSending(box, "k1"), "k1", "event-1");

  expect(o.nextToSend(box)?.body.supersedes).toBe("event-1");
});

test("under any order of failures nothing is dropped and nothing is recorded twice", () => {
  const random = seeded(41);
  for (let run = 0; run < 400; run += 1) {
    let box = o.emptyOutbox;
    const recorded: string[] = [];
    const refused: string[] = [];
    let n = 0;
    for (let step = 0; step < 60; step += 1) {
      if (n < 12 && random() < 0.3) box = o.enqueue(box, entry((n += 1)));
      if (random() < 0.1 && n > 0) box = o.enqueue(box, entry(1 + Math.floor(random() * n)));
      const next = o.nextToSend(box);
      if (!next) continue;
      box = o.markSending(box, next.key);
      const fate = pick(random, ["received", "lost answer", "unsent", "refused"]);
      if ((fate === "received" || fate === "lost answer") && !recorded.includes(next.key)) recorded.push(next.key);
      if (fate === "received") box = o.markReceived(box, next.key, `e-${next.key}`);
      else if (fate === "refused" && !recorded.includes(next.key)) {
        refused.push(next.key);
        box = o.markRefused(box, next.key);
      } else box = o.markUnsent(box, next.key);
    }
    const waiting = box.entries.map((e) => e.key);

    for (let k = 1; k <= n; k += 1) expect([...recorded, ...refused, ...waiting]).toContain(`k${k}`);
    expect(new Set(recorded).size).toBe(recorded.length);
    expect(new Set(waiting).size).toBe(waiting.length);
  }
});
