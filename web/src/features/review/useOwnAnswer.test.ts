// @vitest-environment jsdom
import { act, renderHook } from "@testing-library/react";
import { expect, test } from "vitest";
import type { AnyEditor } from "@/kit";
import { useOwnAnswer } from "./useOwnAnswer";

/** A question whose answer is one digit; with `isSeveral`, digits gather until somebody says that is all. */
const digits = (isSeveral: boolean): AnyEditor =>
  ({
    empty: () => "",
    check: (value: string) => (value === "" ? [{ code: "empty", what: "Choose an answer." }] : []),
    reduce: (value: string, { args }: { args: string }) => (isSeveral ? value + args : args),
    keyed: (_: string, __: unknown, key: string) => (/\d/.test(key) ? { kind: "choose", args: key } : null),
    completes: () => !isSeveral,
  }) as unknown as AnyEditor;

const open = (isSeveral: boolean) => {
  const hook = renderHook(() => useOwnAnswer(digits(isSeveral), {}, () => undefined));
  act(() => hook.result.current.toggle());
  return hook;
};

test("until something is answered it says what is missing; closed it misses nothing", () => {
  const { result } = open(false);
  expect(result.current.lack).toBe("Choose an answer.");

  act(() => result.current.close());
  expect(result.current.lack).toBeNull();
});

test("one digit answers a question of one choice, and the digits are free for the reason", () => {
  const { result } = open(false);
  act(() => void result.current.answerKey("2"));

  expect([result.current.value, result.current.isDone, result.current.lack]).toEqual(["2", true, null]);
});

test("an answer of several parts keeps the digits until it is finished", () => {
  const { result } = open(true);
  act(() => void result.current.answerKey("1"));
  act(() => void result.current.answerKey("2"));
  expect([result.current.value, result.current.isDone]).toEqual(["12", false]);

  act(() => result.current.finish());
  expect(result.current.isDone).toBe(true);
});

test("an answer that was said opens again to be changed, and closes only from there", () => {
  const { result } = open(false);
  act(() => void result.current.answerKey("1"));
  act(() => result.current.toggle());
  expect([result.current.isOpen, result.current.isDone]).toEqual([true, false]);

  act(() => result.current.toggle());
  expect([result.current.isOpen, result.current.value]).toEqual([false, "1"]);
});

test("a key that means nothing here is left to others", () => {
  const { result } = open(false);

  expect(result.current.answerKey("q")).toBe(false);
});
