// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { anyOf, conforms } from "@/kit/conformance";
import { forShell } from "@/kit";
import examples from "./examples.jsonl?raw";
import { text } from "./editor";

afterEach(cleanup);

conforms({
  editor: forShell(text),
  examples,
  config: { multiline: true },
  gestures: (random) => ({ kind: "write", args: anyOf(random, ["", "a", "a b", "é", "😀", "two\nlines"]) }),
});

test("what is written is emitted as it is written", () => {
  const emit = vi.fn();
  const item = { item: "i", content: {} };
  render(<text.Editor id="q" value="" config={{ multiline: true }} item={item} readOnly={false} ports={{ announce: () => undefined }} emit={emit} />);
  fireEvent.change(screen.getByRole("textbox"), { target: { value: "a reason" } });

  expect(emit).toHaveBeenCalledWith({ kind: "write", args: "a reason", input: "key" });
});

test("an emoji counts as one character", () => {
  expect(text.check("😀😀", { max_length: 2 })).toEqual([]);
});
