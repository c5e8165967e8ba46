import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import type { Dispute, Disputes, Problem } from "@/api/schema";
import { getJson } from "@/api/client";
import { announce } from "@/kit/announcer";
import { useCommands, useKeyFallback, type Command } from "@/kit/commands";
import type { AnyEditor, Edit, JsonValue, Part } from "@/kit";
import { strokeName } from "@/state/keymap";
import { useCommand } from "@/kit/useCommand";
import * as state from "@/state/ruling";
import { m } from "./messages/en";

export interface Bench {
  readonly sides: readonly state.Side[];
  readonly rows: readonly state.Row[];
  readonly ruling: state.Ruling;
  readonly at: state.Row | null;
  readonly nUndecided: number;
  readonly own: JsonValue | null;
  /** Whether the adjudicator answers instead of taking a side. */
  readonly isOwn: boolean;
  /** What the digits mean now; they are printed where they work and nowhere else. */
  readonly digits: Digits;
  readonly reason: number | null;
  readonly clause: string;
  readonly words: string;
  readonly problem: Problem | null;
  readonly lack: string | null;
  readonly isSending: boolean;
  takeSide(n: number): void;
  takeCell(row: state.Row, part: Part | null): void;
  moveTo(row: state.Row): void;
  toggleUndecidable(): void;
  answerOwn(edit: Pick<Edit, "kind" | "args">): void;
  toggleOwn(): void;
  setReason(n: number): void;
  setClause(id: string): void;
  setWords(text: string): void;
  sign(): void;
}

export type Digits = "sides" | "own" | "reasons";

/** What the adjudicator decides, with its keys: sides by digit, then the reason by digit, then Enter signs. */
export function useRuling(project: string, dispute: Dispute, editor: AnyEditor, clauses: readonly string[]): Bench {
  const { config } = dispute.question;
  const sides = dispute.votes.map((v) => ({ place: v.place, parts: editor.parts(v.value, config) }));
  const rows = state.compare(sides);
  const [ruling, setRuling] = useState(() => state.startRuling(rows));
  const [own, setOwn] = useState<JsonValue | null>(null);
  const [isOwn, setIsOwn] = useState(false);
  const [isOwnDone, setOwnDone] = useState(false);
  const [atId, setAt] = useState<string | null>(() => rows.find((r) => r.state !== "agree")?.id ?? null);
  const [reason, setReason] = useState<number | null>(null);
  const [chosen, setClause] = useState("");
  const clause = chosen === "" && clauses.length === 1 ? (clauses[0] ?? "") : chosen;
  const [words, setWords] = useState("");
  const [lack, setLack] = useState<string | null>(null);
  const { send, problem, isSending } = useCommand(project);
  const next = useNext(project, dispute.dispute);

  const ownProblems = isOwn ? editor.check(own ?? editor.empty(config), config) : [];
  const open = isOwn ? [] : state.undecided(rows, ruling);
  const isDecided = open.length === 0 && ownProblems.length === 0;
  const digits: Digits = isOwn && !isOwnDone ? "own" : isDecided ? "reasons" : "sides";
  const at = rows.find((r) => r.id === atId) ?? null;

  const decide = (changed: state.Ruling): void => {
    setRuling(changed);
    setIsOwn(false);
    setLack(null);
    setAt(state.undecided(rows, changed)[0]?.id ?? null);
  };
  const takeSide = (n: number): void => {
    if (n < sides.length) decide(state.takeSide(rows, n));
  };
  const sign = (): void => {
    // What the digits named until now is said; from here on they choose the reason.
    if (isDecided) setOwnDone(true);
    const found = !isDecided ? (ownProblems[0]?.what ?? m.needDecision) : reason === null ? m.needReason : clause === "" ? m.needClause : null;
    setLack(found);
    if (found !== null || reason === null) return void announce(found ?? "", "assertive");
    const value = isOwn ? own : editor.assemble(state.partsOf(rows, ruling), config);
    const text = [m.reasons[reason], words.trim()].filter(Boolean).join(": ");
    const outcome = ruling.isUndecidable ? "undecidable" : "value";
    void send("adjudicate", {
      dispute: dispute.dispute,
      outcome,
      value: ruling.isUndecidable ? null : value,
      reason: text,
      clause,
    }).then((answer) => {
      if (!answer) return;
      announce(m.settled, "polite");
      void next();
    });
  };

  const answerOwn: Bench["answerOwn"] = (edit) => {
    setOwn(editor.reduce(own ?? editor.empty(config), edit));
    setRuling({ ...ruling, isUndecidable: false });
    setOwnDone(editor.completes(config, edit));
    setLack(null);
  };
  const toggleOwn = (): void => {
    const isAgain = isOwn && digits === "reasons";
    setIsOwn(!isOwn || isAgain);
    setOwnDone(false);
    setLack(null);
    if (!isOwn || isAgain) requestAnimationFrame(() => document.querySelector<HTMLElement>("[data-own] :is(input, textarea)")?.focus());
  };

  useBenchKeys({
    sides,
    digits,
    isOwn,
    takeSide,
    toggleOwn,
    answerKey: (key) => {
      const edit = editor.keyed(own ?? editor.empty(config), config, key);
      if (edit === null) return false;
      answerOwn(edit);
      return true;
    },
    setReason,
    takeNone: () => at && decide(state.takeCell(ruling, at, null)),
    nextRow: () => setAt(following(rows, ruling, atId)),
    nextClause: () => setClause(clauses[(clauses.indexOf(clause) + 1) % clauses.length] ?? ""),
    sign,
  });
  return {
    sides,
    rows,
    ruling,
    at,
    nUndecided: open.length,
    own,
    isOwn,
    digits,
    reason,
    clause,
    words,
    problem,
    lack,
    isSending,
    takeSide,
    takeCell: (row, part) => decide(state.takeCell(ruling, row, part)),
    moveTo: (row) => setAt(row.id),
    toggleUndecidable: () => decide({ taken: {}, isUndecidable: !ruling.isUndecidable }),
    answerOwn,
    toggleOwn,
    setReason: (n) => {
      setReason(n);
      setLack(null);
    },
    setClause: (id) => {
      setClause(id);
      setLack(null);
    },
    setWords,
    sign,
  };
}

function following(rows: readonly state.Row[], ruling: state.Ruling, at: string | null): string | null {
  const differing = rows.filter((r) => r.state !== "agree");
  const open = state.undecided(differing, ruling);
  const list = open.length > 0 ? open : differing;
  const n = list.findIndex((r) => r.id === at);
  return list[(n + 1) % Math.max(1, list.length)]?.id ?? at;
}

/** The key that opens and closes one's own answer. */
export const ownKey = (digits: Digits): string => (digits === "own" ? "Escape" : "o");

interface Keys {
  readonly sides: readonly state.Side[];
  readonly digits: Digits;
  readonly isOwn: boolean;
  toggleOwn(): void;
  answerKey(key: string): boolean;
  takeSide(n: number): void;
  takeNone(): void;
  nextRow(): void;
  nextClause(): void;
  setReason(n: number): void;
  sign(): void;
}

/** Digits take a side, or answer, until the decision stands; from then on they choose the reason. */
function useBenchKeys({ sides, digits, isOwn, toggleOwn, answerKey, takeSide, takeNone, nextRow, nextClause, setReason, sign }: Keys): void {
  const command = (id: string, title: string, keys: string, run: () => void): Command => ({ id: `bench.${id}`, title, keys, group: m.group, run });
  const named = {
    sides: () => sides.map((s, n) => command(`take.${n}`, m.take(s.place), String(n + 1), () => takeSide(n))),
    own: () => [],
    reasons: () => m.reasons.map((r, n) => command(`reason.${n}`, m.reasonTitle(r), String(n + 1), () => setReason(n))),
  };
  const sideways = [command("none", m.takeNone, "0", takeNone), command("next", m.nextDifference, "n", nextRow)];
  useCommands([
    ...named[digits](),
    ...(isOwn ? [] : sideways),
    // While one answers, letters may be labels' own keys.
    { ...command("own", isOwn ? m.ownClose : m.own, ownKey(digits), toggleOwn), whileTyping: digits === "own" },
    command("clause", m.nextClause, "c", nextClause),
    command("sign", m.sign, "Enter", sign),
    { ...command("sign_typing", m.sign, "Ctrl+Enter", sign), whileTyping: true, isListed: false },
  ]);
  useKeyFallback((stroke) => digits === "own" && !stroke.isTyping && !stroke.ctrl && !stroke.alt && answerKey(strokeName(stroke)));
}

/** After signing: the next dispute that is free, or the list when none is. */
function useNext(project: string, now: string): () => Promise<void> {
  const [, go] = useLocation();
  const client = useQueryClient();
  return async () => {
    const open = await client.fetchQuery({
      queryKey: [project, "disputes"],
      queryFn: () => getJson<Disputes>(`/projects/${project}/disputes?state=open`),
      staleTime: 0,
    });
    const next = open.disputes.find((d) => d.mine === "free" && d.dispute !== now);
    go(next ? `/p/${project}/disputes/${next.dispute}` : `/p/${project}/disputes`);
  };
}
