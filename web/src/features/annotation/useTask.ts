import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Question } from "@/api/schema";
import { announce } from "@/kit/announcer";
import type { AnyEditor, Edit, ValueProblem } from "@/kit";
import { useKeyFallback } from "@/kit/commands";
import { mayAnswer, painted, unseen, type Guard } from "@/state/guard";
import type { JsonValue } from "@/state/json";
import { strokeName } from "@/state/keymap";
import { canUndo } from "@/state/history";
import { itemName } from "@/state/number";
import type { Said } from "./store";
import type { TaskProps } from "./Task";
import { m } from "./messages/en";

type Problems = { readonly [question: string]: readonly ValueProblem[] };
type Gesture = Pick<Edit, "kind" | "args" | "input">;

export interface TaskControl {
  readonly problems: Problems;
  readonly isFlashing: boolean;
  readonly hasTyping: boolean;
  readonly undoTitle: string | null;
  edit(question: Question, editor: AnyEditor, edit: Gesture): void;
  submit(input: string): void;
}

/** What one person does with one item on screen: edits, the answer key, submitting. */
export function useTask({ store, snapshot, place, batch, editors, takeTime }: TaskProps): TaskControl {
  const [found, setFound] = useState<{ readonly item: string; readonly problems: Problems }>({ item: "", problems: {} });
  const [isFlashing, flash] = useFlash();
  const { item } = place.task;
  const mayAnswerNow = useGuard(item);
  const name = itemName(place.task);
  useArrival(item, place.sent === null ? m.announceItem(sayingWords(snapshot.said), name, snapshot.done, snapshot.done + snapshot.left) : m.announceReopened(name));
  const problems = found.item === item ? found.problems : {};

  const edit: TaskControl["edit"] = (question, editor, gesture) => {
    if (place.isSettled) return;
    const before = valueOf(place.draft.present, question, editor);
    // A space ends a word, so undo takes back words and neither letters nor the whole text.
    const isWithinWord = editor.isTyping(gesture) && !/\s$/.test(String(gesture.args));
    store.edit(question.question, editor.reduce(before, gesture), isWithinWord);
    if (question.question in problems) setFound({ item, problems: {} });
  };

  const submit = (input: string): void => {
    const wrong = check(batch.questions, editors, store.get().work.line.find((p) => p.task.item === item)?.draft.present ?? {});
    const first = Object.keys(wrong)[0];
    if (first !== undefined) {
      setFound({ item, problems: wrong });
      announce(wrong[first]?.[0]?.what ?? "", "assertive");
      document.querySelector<HTMLElement>(`[data-question="${first}"] :is(input, textarea)`)?.focus();
      return;
    }
    store.submit(takeTime(), input);
  };

  useKeyFallback((stroke, event) => {
    if (stroke.isTyping || stroke.ctrl || stroke.alt) return false;
    const target = focusedQuestion(batch.questions, editors, place.draft.present);
    const editor = target ? editors[target.type] : undefined;
    if (!target || !editor || place.isSettled) return false;
    const gesture = editor.keyed(valueOf(place.draft.present, target, editor), target.config, strokeName(stroke));
    if (gesture === null) return false;
    if (!mayAnswer(mayAnswerNow(), item, performance.now(), event.repeat)) {
      flash();
      return true;
    }
    edit(target, editor, { ...gesture, input: "key" });
    if (batch.questions.length === 1 && editor.completes(target.config, gesture)) submit("key");
    else if (editor.completes(target.config, gesture)) focusAfter(batch.questions, target);
    return true;
  });

  return {
    problems,
    isFlashing,
    hasTyping: batch.questions.some((q) => q.type === "text"),
    undoTitle: undoTitle(snapshot.work.line.slice(0, snapshot.work.at), place, batch.questions, editors),
    edit,
    submit,
  };
}

const valueOf = (answers: { readonly [q: string]: JsonValue }, question: Question, editor: AnyEditor): JsonValue =>
  answers[question.question] ?? editor.empty(question.config);

function check(questions: readonly Question[], editors: TaskProps["editors"], answers: { readonly [q: string]: JsonValue }): Problems {
  const found = questions.map((q) => {
    const editor = editors[q.type];
    return [q.question, editor ? editor.check(valueOf(answers, q, editor), q.config) : []] as const;
  });
  return Object.fromEntries(found.filter(([, list]) => list.length > 0));
}

/** The question that has the keys: the one with the focus, else the first without an answer, else the first. */
function focusedQuestion(
  questions: readonly Question[],
  editors: TaskProps["editors"],
  answers: { readonly [q: string]: JsonValue },
): Question | undefined {
  const id = document.activeElement?.closest<HTMLElement>("[data-question]")?.dataset.question;
  const focused = questions.find((q) => q.question === id);
  const unanswered = questions.find((q) => {
    const editor = editors[q.type];
    return editor && editor.check(valueOf(answers, q, editor), q.config).length > 0;
  });
  return focused ?? unanswered ?? questions[0];
}

function focusAfter(questions: readonly Question[], question: Question): void {
  const next = questions[questions.indexOf(question) + 1];
  if (next) document.querySelector<HTMLElement>(`[data-question="${next.question}"] :is(input, textarea, button)`)?.focus();
}

function undoTitle(
  earlier: TaskProps["snapshot"]["work"]["line"],
  place: TaskProps["place"],
  questions: readonly Question[],
  editors: TaskProps["editors"],
): string | null {
  if (canUndo(place.draft)) return m.undoEdit;
  const last = earlier.findLast((p) => p.sent !== null);
  const question = questions[0];
  const editor = question ? editors[question.type] : undefined;
  if (!last?.sent || !question || !editor) return null;
  const said = editor.describe(valueOf(last.sent.answers, question, editor), question.config).join(", ");
  return m.undoAnswer(said.length > 24 ? `${said.slice(0, 23)}…` : said, itemName(last.task));
}

/** When the item was painted; answer keys wait for it. */
function useGuard(item: string): () => Guard {
  const guard = useRef<Guard>(unseen(item));
  useLayoutEffect(() => {
    guard.current = unseen(item);
    const frame = requestAnimationFrame(() => {
      guard.current = painted(guard.current, item, performance.now());
    });
    return () => cancelAnimationFrame(frame);
  }, [item]);
  return () => guard.current;
}

const sayingWords = (said: Said | null): string => (said === null ? m.saved : m.said[said.what](said.name));

/** A new item takes the focus to its heading and says where one is; the first one says nothing. */
function useArrival(item: string, words: string): void {
  const before = useRef<string | null>(null);
  useEffect(() => {
    if (before.current === item) return;
    const isFirst = before.current === null;
    before.current = item;
    const typing = document.querySelector<HTMLElement>("[data-question]:first-of-type :is(textarea, input[type=text])");
    (typing ?? document.getElementById("work-item"))?.focus();
    document.querySelector(".item-pane")?.scrollTo(0, 0);
    if (!isFirst) announce(words, "polite");
  }, [item, words]);
}

function useFlash(): readonly [boolean, () => void] {
  const [isOn, setOn] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  return [
    isOn,
    () => {
      setOn(true);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setOn(false), 200);
    },
  ];
}
