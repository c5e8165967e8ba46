import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import type { Dispute, Disputes, Problem } from "@/api/schema";
import { getJson } from "@/api/client";
import { announce } from "@/kit/announcer";
import type { AnyEditor, Part } from "@/kit";
import { useCommand } from "@/kit/useCommand";
import * as state from "@/state/ruling";
import { m } from "./messages/en";
import { useBenchKeys, type Digits } from "./useBenchKeys";
import { useGrounds, type Grounds } from "./useGrounds";
import { useOwnAnswer, type OwnAnswer } from "./useOwnAnswer";

export interface Bench {
  readonly sides: readonly state.Side[];
  readonly rows: readonly state.Row[];
  readonly ruling: state.Ruling;
  readonly at: state.Row | null;
  readonly nUndecided: number;
  readonly own: OwnAnswer;
  readonly grounds: Grounds;
  readonly digits: Digits;
  readonly problem: Problem | null;
  readonly lack: string | null;
  readonly isSending: boolean;
  takeSide(n: number): void;
  takeCell(row: state.Row, part: Part | null): void;
  moveTo(row: state.Row): void;
  toggleUndecidable(): void;
  sign(): void;
}

/** What the adjudicator decides, with its keys: sides by digit, then the reason by digit, then Enter signs. */
export function useRuling(project: string, dispute: Dispute, editor: AnyEditor, clauses: readonly string[]): Bench {
  const { config } = dispute.question;
  const sides = dispute.votes.map((v) => ({ place: v.place, parts: editor.parts(v.value, config) }));
  const rows = state.compare(sides);
  const [ruling, setRuling] = useState(() => state.startRuling(rows));
  const [atId, setAt] = useState<string | null>(() => rows.find((r) => r.state !== "agree")?.id ?? null);
  const [lack, setLack] = useState<string | null>(null);
  const noLack = (): void => setLack(null);
  const grounds = useGrounds(clauses, noLack);
  const own = useOwnAnswer(editor, config, () => {
    setRuling({ ...ruling, isUndecidable: false });
    noLack();
  });
  const { send, problem, isSending } = useCommand(project);
  const next = useNext(project, dispute.dispute);

  const open = own.isOpen ? [] : state.undecided(rows, ruling);
  const undecided = own.lack ?? (open.length > 0 ? m.needDecision : null);
  const digits: Digits = own.isOpen && !own.isDone ? "own" : undecided === null ? "reasons" : "sides";
  const at = rows.find((r) => r.id === atId) ?? null;

  const decide = (changed: state.Ruling): void => {
    setRuling(changed);
    own.close();
    noLack();
    setAt(state.undecided(rows, changed)[0]?.id ?? null);
  };
  const takeSide = (n: number): void => {
    if (n < sides.length) decide(state.takeSide(rows, n));
  };
  const sign = (): void => {
    // What the digits named until now is said; from here on they choose the reason.
    if (undecided === null) own.finish();
    const found = undecided ?? grounds.lack;
    setLack(found);
    if (found !== null) return announce(found, "assertive");
    const value = own.isOpen ? own.value : editor.assemble(state.partsOf(rows, ruling), config);
    const outcome = ruling.isUndecidable ? { outcome: "undecidable", value: null } : { outcome: "value", value };
    void send("adjudicate", { dispute: dispute.dispute, ...outcome, reason: grounds.text, clause: grounds.clause }).then((answer) => {
      if (!answer) return;
      announce(m.settled, "polite");
      void next();
    });
  };

  useBenchKeys({
    sides,
    digits,
    own,
    takeSide,
    takeNone: () => at && decide(state.takeCell(ruling, at, null)),
    nextRow: () => setAt(following(rows, ruling, atId)),
    nextClause: grounds.nextClause,
    setReason: grounds.setReason,
    sign,
  });
  return {
    sides,
    rows,
    ruling,
    at,
    nUndecided: open.length,
    own,
    grounds,
    digits,
    problem,
    lack,
    isSending,
    takeSide,
    takeCell: (row, part) => decide(state.takeCell(ruling, row, part)),
    moveTo: (row) => setAt(row.id),
    toggleUndecidable: () => decide({ taken: {}, isUndecidable: !ruling.isUndecidable }),
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
