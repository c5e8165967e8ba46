import { expect, test } from "vitest";
import { mayAnswer, painted, unseen } from "./guard";

test("an answer key counts only 150 ms after its item was painted", () => {
  const guard = painted(unseen("a"), "a", 1000);

  expect(mayAnswer(guard, "a", 1149, false)).toBe(false);
  expect(mayAnswer(guard, "a", 1150, false)).toBe(true);
});

test("an item that has not painted takes no answer, however long ago it came", () => {
  expect(mayAnswer(unseen("a"), "a", 9e9, false)).toBe(false);
});

test("a key held down never answers", () => {
  expect(mayAnswer(painted(unseen("a"), "a", 0), "a", 5000, true)).toBe(false);
});

test("a paint of the item before does not open the guard of this one", () => {
  const guard = painted(unseen("b"), "a", 0);

  expect(mayAnswer(guard, "b", 5000, false)).toBe(false);
});
