import { expect, test } from "vitest";
import { pick, seeded } from "@/testing/random";
import * as w from "./work";

const task = (n: number): w.WorkItem => ({
  item: `item-${n}`,
  external_id: null,
  content: { text: `text ${n}` },
  collection: { name: "c", licence: "CC0" },
});
const tasks = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => ({ task: task(from + i), answers: {} }));
const here = (work: w.Work): string | undefined => w.current(work)?.task.item;
const answer = (work: w.Work, value: string, key: string): w.Work => w.submit(w.edit(work, "q", value, false), key);

test("submitting puts the next item on screen at once", () => {
  const work = answer(w.extend(w.emptyWork, tasks(0, 3)), "a", "k0");

  expect(here(work)).toBe("item-1");
});

test("going back reopens the last answered item with its answer, and a revision returns to where one was", () => {
  let work = w.extend(w.emptyWork, tasks(0, 4));
  work = answer(answer(work, "a", "k0"), "b", "k1");
  work = w.back(w.back(work));
  const reopened = w.current(work);
  work = answer(work, "z", "k2");

  expect(reopened?.draft.present).toEqual({ q: "a" });
  expect(here(work)).toBe("item-2");
});

test("a reopened item that nobody changed says nothing new", () => {
  const work = w.back(answer(w.extend(w.emptyWork, tasks(0, 2)), "a", "k0"));

  expect(w.isUnsaid(w.current(work) as w.Place)).toBe(false);
});

test("a refusal brings the item back on top with the answer intact and the reason", () => {
  let work = answer(w.extend(w.emptyWork, tasks(0, 3)), "a", "k0");
  work = w.refuse(work, "item-0", { code: "annotation.lease_ended", detail: "d", fix: "f" }, { q: "a" });

  expect(here(work)).toBe("item-0");
  expect(w.current(work)?.draft.present).toEqual({ q: "a" });
  expect(w.current(work)?.refused?.code).toBe("annotation.lease_ended");
});

test("a refusal while the next answer is being typed waits until that one is sent", () => {
  let work = answer(w.extend(w.emptyWork, tasks(0, 3)), "a", "k0");
  work = w.edit(work, "q", "half", true);
  work = w.refuse(work, "item-0", { code: "c", detail: "d", fix: "f" }, { q: "a" });
  const typing = here(work);
  work = w.submit(work, "k1");

  expect(typing).toBe("item-1");
  expect(here(work)).toBe("item-0");
});

test("an item handed out twice stands in the line once", () => {
  const work = w.extend(w.extend(w.emptyWork, tasks(0, 3)), tasks(1, 5));

  expect(work.line.map((p) => p.task.item)).toEqual(["item-0", "item-1", "item-2", "item-3", "item-4"]);
});

test("leaving an item shows the next and forgets the one left", () => {
  const work = w.leave(w.extend(w.emptyWork, tasks(0, 3)));

  expect(here(work)).toBe("item-1");
  expect(work.line).toHaveLength(2);
});

test("words typed are one step of undo each, letters are not", () => {
  let work = w.extend(w.emptyWork, tasks(0, 1));
  for (const text of ["g", "go", "go ", "go o", "go on"]) work = w.edit(work, "q", text, !text.endsWith(" "));
  const once = w.undoEdit(work);

  expect(w.current(once)?.draft.present).toEqual({ q: "go" });
});

test("under any order of answers, steps back, skips and refusals no item is lost, doubled or answered twice unasked", () => {
  const random = seeded(23);
  for (let run = 0; run < 300; run += 1) {
    let work = w.extend(w.emptyWork, tasks(0, 8));
    let n = 0;
    const left = new Set<string>();
    for (let step = 0; step < 30; step += 1) {
      const item = here(work);
      const move = pick(random, ["answer", "answer", "back", "forward", "leave", "refuse"]);
      if (move === "answer") work = answer(work, String((n += 1)), `k${n}`);
      if (move === "back") work = w.back(work);
      if (move === "forward" && w.current(work)?.sent) work = w.forward(work);
      if (move === "leave" && item && !w.current(work)?.sent) {
        work = w.leave(work);
        left.add(item);
      }
      if (move === "refuse") {
        const sent = work.line.find((p) => p.sent !== null);
        if (sent) work = w.refuse(work, sent.task.item, { code: "c", detail: "", fix: "" }, null);
      }
      const items = work.line.map((p) => p.task.item);

      expect(new Set(items).size).toBe(items.length);
      expect(items.length + left.size).toBe(8);
      expect(work.at).toBeGreaterThanOrEqual(0);
      expect(work.at).toBeLessThanOrEqual(work.line.length);
    }
  }
});
