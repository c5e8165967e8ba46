import { useCommands, useKeyFallback, type Command } from "@/kit/commands";
import { strokeName } from "@/state/keymap";
import type { Side } from "@/state/ruling";
import { m } from "./messages/en";
import type { OwnAnswer } from "./useOwnAnswer";

/** What the digits mean now; they are printed where they work and nowhere else. */
export type Digits = "sides" | "own" | "reasons";

/** The key that opens and closes one's own answer: while one answers, letters may be labels' own keys. */
export const ownKey = (digits: Digits): string => (digits === "own" ? "Escape" : "o");

interface Keys {
  readonly sides: readonly Side[];
  readonly digits: Digits;
  readonly own: OwnAnswer;
  takeSide(n: number): void;
  takeNone(): void;
  nextRow(): void;
  nextClause(): void;
  setReason(n: number): void;
  sign(): void;
}

const command = (id: string, title: string, keys: string, run: () => void): Command => ({ id: `bench.${id}`, title, keys, group: m.group, run });

/** Digits take a side, or answer, until the decision stands; from then on they choose the reason. */
export function useBenchKeys({ sides, digits, own, takeSide, takeNone, nextRow, nextClause, setReason, sign }: Keys): void {
  const named = {
    sides: () => sides.map((s, n) => command(`take.${n}`, m.take(s.place), String(n + 1), () => takeSide(n))),
    own: () => [],
    reasons: () => m.reasons.map((r, n) => command(`reason.${n}`, m.reasonTitle(r), String(n + 1), () => setReason(n))),
  };
  const sideways = [command("none", m.takeNone, "0", takeNone), command("next", m.nextDifference, "n", nextRow)];
  useCommands([
    ...named[digits](),
    ...(own.isOpen ? [] : sideways),
    { ...command("own", own.isOpen ? (own.isDone ? m.ownAgain : m.ownClose) : m.own, ownKey(digits), own.toggle), whileTyping: digits === "own" },
    command("clause", m.nextClause, "c", nextClause),
    command("sign", m.sign, "Enter", sign),
    { ...command("sign_typing", m.sign, "Ctrl+Enter", sign), whileTyping: true, isListed: false },
  ]);
  useKeyFallback((stroke) => digits === "own" && !stroke.isTyping && !stroke.ctrl && !stroke.alt && own.answerKey(strokeName(stroke)));
}
