import type { Label } from "@/api/schema";
import { RESERVED } from "@/state/keymap";
import { m } from "./messages/en";

/** A label as it is edited: lists as lines of text. */
export interface LabelDraft {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly definition: string;
  readonly examples: string;
  readonly counter_examples: string;
  readonly disallowed: string;
  readonly key: string;
}

export const draftOf = (label: Label, id: number): LabelDraft => ({
  id,
  code: label.code,
  name: label.name,
  definition: label.definition,
  examples: label.examples.join("\n"),
  counter_examples: label.counter_examples.join("\n"),
  disallowed: label.disallowed,
  key: label.key ?? "",
});

export const emptyDraft = (id: number): LabelDraft => ({
  id,
  code: "",
  name: "",
  definition: "",
  examples: "",
  counter_examples: "",
  disallowed: "",
  key: "",
});

export const codeFrom = (name: string): string =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);

const lines = (text: string): readonly string[] => text.split("\n").map((l) => l.trim()).filter(Boolean);

export const labelOf = (d: LabelDraft): { [name: string]: string | readonly string[] } => ({
  code: d.code.trim(),
  name: d.name.trim(),
  definition: d.definition.trim(),
  examples: lines(d.examples),
  counter_examples: lines(d.counter_examples),
  disallowed: d.disallowed.trim(),
  ...(d.key.trim() ? { key: d.key.trim().toLowerCase() } : {}),
});

export interface LabelProblems {
  readonly code: string | null;
  readonly key: string | null;
}

/** What is wrong with this label among the others, before anything is sent. */
export function problemsOf(draft: LabelDraft, all: readonly LabelDraft[]): LabelProblems {
  const others = all.filter((d) => d.id !== draft.id);
  const code = draft.code.trim();
  const key = draft.key.trim().toLowerCase();
  const codeProblem =
    code && !/^[A-Za-z0-9_-]+$/.test(code) ? m.codeForm : code && others.some((d) => d.code.trim() === code) ? m.codeTwice(code) : null;
  const keyProblem = RESERVED.includes(key)
    ? m.keyReserved(key)
    : key && others.some((d) => d.key.trim().toLowerCase() === key)
      ? m.keyTwice(key)
      : null;
  return { code: codeProblem, key: keyProblem };
}
