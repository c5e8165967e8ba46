// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { anyOf, conforms } from "@/kit/conformance";
import { forShell } from "@/kit";
import examples from "./examples.jsonl?raw";
import { choice, type ChoiceConfig } from "./editor";

const options = ["a", "b", "c"].map((value) => ({ value, label: value.toUpperCase() }));
const editor = forShell(choice);
afterEach(cleanup);

conforms({
  editor,
  examples,
  config: { options, multiple: false },
  gestures: (random) => ({ kind: "choose", args: anyOf(random, ["a", "b", "c"]) }),
});
conforms({
  editor,
  examples,
  config: { options, multiple: true, allow_cant_tell: true },
  gestures: (random) => ({ kind: "toggle", args: anyOf(random, ["a", "b", "c", "cant_tell"]) }),
});

function shown(config: ChoiceConfig, readOnly = false) {
  const emit = vi.fn();
  const item = { item: "i", content: {} };
  render(<choice.Editor id="q" value={null} config={config} item={item} readOnly={readOnly} ports={{ announce: () => undefined }} emit={emit} />);
  return emit;
}

test("a label is chosen by its native radio", () => {
  const emit = shown({ options });
  fireEvent.click(screen.getByRole("radio", { name: /B/ }));

  expect(emit).toHaveBeenCalledWith({ kind: "choose", args: "b", input: "pointer" });
});

test("read-only emits nothing", () => {
  const emit = shown({ options }, true);
  fireEvent.click(screen.getByRole("radio", { name: /A/ }));

  expect(emit).not.toHaveBeenCalled();
});

test("a digit names the option at its place, x can't tell, and a letter the label that has it as key", () => {
  const config: ChoiceConfig = { options: [{ value: "a", label: "A", key: "q" }, { value: "b", label: "B" }], allow_cant_tell: true };

  expect(["1", "2", "q", "x", "3"].map((key) => choice.keyed(null, config, key)?.args ?? null)).toEqual(["a", "b", "a", "cant_tell", null]);
});

test("can't tell drops what was chosen, and choosing drops can't tell", () => {
  const chosen = choice.reduce(["a", "b"], { kind: "toggle", args: "cant_tell" });

  expect(chosen).toEqual(["cant_tell"]);
  expect(choice.reduce(chosen, { kind: "toggle", args: "c" })).toEqual(["c"]);
});
