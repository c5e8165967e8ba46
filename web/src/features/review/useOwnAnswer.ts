import { useState } from "react";
import type { AnyEditor, Edit, JsonValue } from "@/kit";

export interface OwnAnswer {
  readonly value: JsonValue | null;
  /** Whether the adjudicator answers instead of taking a side. */
  readonly isOpen: boolean;
  /** Whether the answer is said, so that the digits are free for the reason. */
  readonly isDone: boolean;
  /** What is missing in it, in words; null when nothing is, or when nobody answers here. */
  readonly lack: string | null;
  answer(edit: Pick<Edit, "kind" | "args">): void;
  /** Answers by key; false when the key means nothing to this question. */
  answerKey(key: string): boolean;
  /** Opens it, opens it again after it was said, or closes it. */
  toggle(): void;
  close(): void;
  finish(): void;
}

/** The adjudicator's own answer to the question in dispute, kept while they look at the sides again. */
export function useOwnAnswer(editor: AnyEditor, config: unknown, onAnswer: () => void): OwnAnswer {
  const [value, setValue] = useState<JsonValue | null>(null);
  const [isOpen, setOpen] = useState(false);
  const [isDone, setDone] = useState(false);
  const now = value ?? editor.empty(config);
  const answer: OwnAnswer["answer"] = (edit) => {
    setValue(editor.reduce(now, edit));
    setDone(editor.completes(config, edit));
    onAnswer();
  };
  const toggle = (): void => {
    const isOpening = !isOpen || isDone;
    setOpen(isOpening);
    setDone(false);
    if (isOpening) requestAnimationFrame(() => document.querySelector<HTMLElement>("[data-own] :is(input, textarea)")?.focus());
  };
  return {
    value,
    isOpen,
    isDone,
    lack: isOpen ? (editor.check(now, config)[0]?.what ?? null) : null,
    answer,
    answerKey: (key) => {
      const edit = editor.keyed(now, config, key);
      if (edit !== null) answer(edit);
      return edit !== null;
    },
    toggle,
    close: () => setOpen(false),
    finish: () => setDone(true),
  };
}
