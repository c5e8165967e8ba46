import { expect, test } from "vitest";
import { ariaKeys, keyWords } from "./KeyHint";

test("keys are read out with their modifiers first, and two strokes one after the other", () => {
  expect(["Ctrl+z", "Shift+Ctrl+z", "g h", "Enter", "?"].map(keyWords)).toEqual(["Ctrl Z", "Ctrl Shift Z", "g, then h", "Enter", "?"]);
});

test("assistive technology gets the names that the standard has for keys", () => {
  expect(ariaKeys("Ctrl+Enter")).toBe("Control+Enter");
});
