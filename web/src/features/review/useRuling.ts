import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import type { Dispute, Disputes, Problem } from "@/api/schema";
import { getJson } from "@/api/client";
import { announce } from "@/kit/announcer";
import { useCommands, useKeyFallback, type Command } from "@/kit/commands";
import type { AnyEditor, JsonValue, Part } from "@/kit";
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
  answerOwn(value: JsonValue | null): void;
  setReason(n: number): void;
  setClause(id: string): void;
  setWords(text: string): void;
  sign(): void;
}

/** What the adjudicator decides, with its keys: sides by digit, then the reason by digit, then Enter signs. */
export function useRuling(project: string, dispute: Dispute, editor: AnyEditor, clauses: readonly string[]): Bench {
  const { config } = dispute.question;
  const sides = dispute.votes.map((v) => ({ place: v.place, parts: editor.parts(v.value, config) }));
  const rows = state.compare(sides);
  const [ruling, setRuling] = useState(() => state.startRuling(rows));
  const [own, setOwn] = useState<JsonValue | null>(null);
  const [atId, setAt] = useState<string | null>(() => rows.find((r) => r.state !== "agree")?.id ?? null);
  const [reason, setReason] = useState<number | null>(null);
  const [chosen, setClause] = useState("");
  const clause = chosen === "" && clauses.length === 1 ? (clauses[0] ?? "") : chosen;
  const [words, setWords] = useState("");
  const [lack, setLack] = useState<string | null>(null);
  const { send, problem, isSending } = useCommand(project);
  const next = useNext(project, dispute.dispute);

  const open = own === null ? state.undecided(rows, ruling) : [];
  const isDecided = open.length === 0;
  const at = rows.find((r) => r.id === atId) ?? null;

  const decide = (changed: state.Ruling): void => {
    setRuling(changed);
    setOwn(null);
    setLack(null);
    setAt(state.undecided(rows, changed)[0]?.id ?? null);
  };
  const takeSide = (n: number): void => {
    if (n < sides.length) decide(state.takeSide(rows, n));
  };
  const sign = (): void => {
    const found = !isDecided ? m.needDecision : reason === null ? m.needReason : clause === "" ? m.needClause : null;
    setLack(found);
    if (found !== null || reason === null) return void announce(found ?? "", "assertive");
    const value = own ?? editor.assemble(state.partsOf(rows, ruling), config);
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

  useBenchKeys({
    sides,
    isDecided,
    takeSide,
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
    answerOwn: (value) => {
      setOwn(value);
      setRuling({ ...ruling, isUndecidable: false });
      setLack(null);
    },
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

interface Keys {
  readonly sides: readonly state.Side[];
  readonly isDecided: boolean;
  takeSide(n: number): void;
  takeNone(): void;
  nextRow(): void;
  nextClause(): void;
  setReason(n: number): void;
  sign(): void;
}

/** Digits take a side until the decision stands; from then on they choose the reason. */
function useBenchKeys({ sides, isDecided, takeSide, takeNone, nextRow, nextClause, setReason, sign }: Keys): void {
  const command = (id: string, title: string, keys: string, run: () => void): Command => ({ id: `bench.${id}`, title, keys, group: m.group, run });
  const digits = isDecided
    ? m.reasons.map((r, n) => command(`reason.${n}`, m.reasonTitle(r), String(n + 1), () => setReason(n)))
    : sides.map((s, n) => command(`take.${n}`, m.take(s.place), String(n + 1), () => takeSide(n)));
  useCommands([
    ...digits,
    command("none", m.takeNone, "0", takeNone),
    command("next", m.nextDifference, "n", nextRow),
    command("clause", m.nextClause, "c", nextClause),
    command("sign", m.sign, "Enter", sign),
    { ...command("sign_typing", m.sign, "Ctrl+Enter", sign), whileTyping: true, isListed: false },
  ]);
  useKeyFallback(() => false);
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
