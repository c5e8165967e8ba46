import { expect, test } from "vitest";
import { pick, seeded } from "@/testing/random";
import { diffLines } from "./diff";

test("what is same and removed is the old text, what is same and added is the new one", () => {
  const random = seeded(5);
  const text = (): string => Array.from({ length: 8 }, () => pick(random, ["a", "b", "c", ""])).join("\n");
  for (let run = 0; run < 200; run += 1) {
    const [before, after] = [text(), text()];
    const lines = diffLines(before, after);
    const keep = (kind: string): string => lines.filter((l) => l.kind === "same" || l.kind === kind).map((l) => l.text).join("\n");

    expect(keep("removed")).toBe(before);
    expect(keep("added")).toBe(after);
  }
});

test("equal texts differ in nothing", () => {
  expect(diffLines("a\nb", "a\nb").every((l) => l.kind === "same")).toBe(true);
});
