import { expect, test } from "vitest";
import { matchKey, strokeName, type Binding, type Stroke } from "./keymap";

const stroke = (key: string, more: Partial<Stroke> = {}): Stroke => ({
  key,
  code: "",
  ctrl: false,
  shift: false,
  alt: false,
  isComposing: false,
  isTyping: false,
  ...more,
});
const bindings: readonly Binding[] = [
  { command: "skip", keys: "s" },
  { command: "undo", keys: "Ctrl+z", whileTyping: true },
  { command: "submit", keys: "Enter" },
  { command: "submit_typing", keys: "Ctrl+Enter", whileTyping: true },
  { command: "home", keys: "g h" },
  { command: "keys", keys: "?" },
];
const command = (s: Stroke, pending: string | null = null): string | null => matchKey(bindings, s, pending).command;

test("a letter in a text field is a letter", () => {
  expect(command(stroke("s", { isTyping: true }))).toBeNull();
});

test("a modified key works in a text field", () => {
  expect(command(stroke("z", { ctrl: true, isTyping: true }))).toBe("undo");
});

test("no shortcut fires while an input method composes", () => {
  expect(command(stroke("s", { isComposing: true }))).toBeNull();
});

test("the key of a layout that is not Latin is named by its place", () => {
  expect(strokeName(stroke("ы", { code: "KeyS" }))).toBe("s");
  expect(strokeName(stroke("١", { code: "Digit1" }))).toBe("1");
});

test("a printable key that needs Shift is named by itself", () => {
  expect(command(stroke("?", { shift: true }))).toBe("keys");
});

test("two strokes are waited for, and a wrong second one does nothing", () => {
  const first = matchKey(bindings, stroke("g"), null);

  expect(first).toEqual({ command: null, pending: "g" });
  expect(command(stroke("h"), "g")).toBe("home");
  expect(command(stroke("s"), "g")).toBeNull();
});
