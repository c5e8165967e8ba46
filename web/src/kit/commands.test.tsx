// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { CommandsProvider, useCommands } from "./commands";

afterEach(cleanup);

function Desk({ onSign, onButton }: { readonly onSign: () => void; readonly onButton: () => void }): ReactNode {
  useCommands([
    { id: "sign", title: "Sign", keys: "Enter", group: "g", run: onSign },
    { id: "sign.typing", title: "Sign", keys: "Ctrl+Enter", group: "g", whileTyping: true, run: onSign },
  ]);
  return (
    <button type="button" onClick={onButton}>
      Take
    </button>
  );
}

function desk() {
  const onSign = vi.fn();
  const view = render(
    <CommandsProvider>
      <Desk onSign={onSign} onButton={() => undefined} />
    </CommandsProvider>,
  );
  const button = screen.getByRole("button", { name: "Take" });
  button.focus();
  return { ...view, onSign, button };
}

test("Enter on a button one went to by key belongs to the button", () => {
  const { onSign, button } = desk();
  fireEvent.keyDown(button, { key: "Enter" });

  expect(onSign).not.toHaveBeenCalled();
});

test("Enter after a click means what it is printed on, though the clicked button keeps the focus", () => {
  const { onSign, button } = desk();
  fireEvent.pointerDown(button);
  fireEvent.keyDown(button, { key: "Enter" });

  expect(onSign).toHaveBeenCalledOnce();
});

test("Enter on a clicked button belongs to it again once somebody went on by Tab", () => {
  const { onSign, button } = desk();
  fireEvent.pointerDown(button);
  fireEvent.keyDown(button, { key: "Tab" });
  fireEvent.keyDown(button, { key: "Enter" });

  expect(onSign).not.toHaveBeenCalled();
});

test("Ctrl Enter signs wherever the focus is", () => {
  const { onSign, button } = desk();
  fireEvent.keyDown(button, { key: "Enter", ctrlKey: true });

  expect(onSign).toHaveBeenCalledOnce();
});
