import type { CSSProperties, ReactNode } from "react";
import { KeyHint, forShell, labelColor, type EditorModule, type EditorProps, type Part, type ValueProblem } from "@/kit";
import "./editor.css";

interface Option {
  readonly value: string;
  readonly label: string;
  readonly key?: string | null;
  readonly hint?: string | null;
}

export interface ChoiceConfig {
  readonly multiple?: boolean;
  readonly options?: readonly Option[];
  readonly allow_cant_tell?: boolean;
  readonly min_choices?: number;
  readonly max_choices?: number | null;
}

/** One code; or a sorted list of codes, where none is the empty list; null while nobody has said anything. */
export type ChoiceValue = string | readonly string[] | null;

const messages = {
  cantTell: "Can’t tell",
  cantTellHint: "nobody has to guess",
  none: "None of these",
  nothing: "Nothing chosen",
  empty: "Choose an answer.",
  tooFew: (n: number): string => (n === 1 ? "Choose at least one." : `Choose at least ${n}.`),
  tooMany: (n: number): string => `Choose at most ${n}.`,
  alone: "“Can’t tell” stands alone.",
  unknown: (code: string): string => `“${code}” is not one of the labels.`,
};

/** The code that `allow_cant_tell` adds: an answer of its own, never beside others. */
const CANT_TELL = "cant_tell";

const codesOf = (value: ChoiceValue): readonly string[] =>
  value === null ? [] : typeof value === "string" ? [value] : value;

const toggled = (codes: readonly string[], code: string): readonly string[] =>
  codes.includes(code)
    ? codes.filter((c) => c !== code)
    : code === CANT_TELL
      ? [CANT_TELL]
      : [...codes.filter((c) => c !== CANT_TELL), code].sort(byCodePoint);

const byCodePoint = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const listed = (config: ChoiceConfig): readonly Option[] => config.options ?? [];

/** The labels, and "can't tell" after them where the question offers it. */
const optionsOf = (config: ChoiceConfig): readonly Option[] =>
  config.allow_cant_tell
    ? [...listed(config), { value: CANT_TELL, label: messages.cantTell, key: "x", hint: messages.cantTellHint }]
    : listed(config);

const keyOf = (option: Option, n: number): string | null => (option.value === CANT_TELL ? "x" : digitOf(n));
const hasNone = (config: ChoiceConfig): boolean => config.multiple === true && (config.min_choices ?? 0) === 0;
const digitOf = (n: number): string | null => (n < 9 ? String(n + 1) : n === 9 ? "0" : null);

function reduce(value: ChoiceValue, edit: { kind: string; args: unknown }): ChoiceValue {
  if (edit.kind === "clear") return null;
  if (edit.kind === "none") return [];
  if (edit.kind === "put" && Array.isArray(edit.args)) return edit.args as readonly string[];
  if (typeof edit.args !== "string") throw new RangeError(`choice: ${edit.kind} needs a code`);
  if (edit.kind === "choose") return edit.args;
  if (edit.kind === "toggle") return toggled(codesOf(value), edit.args);
  throw new RangeError(`choice: unknown edit ${edit.kind}`);
}

function ChoiceEditor({ id, value, config, readOnly, emit }: EditorProps<ChoiceValue, ChoiceConfig>): ReactNode {
  const chosen = new Set(codesOf(value));
  const say = (kind: string, args: string | null): void => {
    if (!readOnly) emit({ kind, args, input: "pointer" });
  };
  return (
    <div className="choice">
      {optionsOf(config).map((option, n) => (
        <label key={option.value} className="choice-option" style={{ "--c": labelColor(n) } as CSSProperties}>
          <input
            type={config.multiple ? "checkbox" : "radio"}
            name={id}
            value={option.value}
            checked={chosen.has(option.value)}
            disabled={readOnly}
            aria-keyshortcuts={keyOf(option, n) ?? undefined}
            onChange={() => say(config.multiple ? "toggle" : "choose", option.value)}
          />
          <KeyHint keys={keyOf(option, n) ?? "·"} />
          <span>
            <b>{option.label}</b>
            {option.hint ? <small title={option.hint}>{option.hint}</small> : null}
          </span>
          <Tick />
        </label>
      ))}
      {hasNone(config) ? (
        <label className="choice-option">
          <input
            type="checkbox"
            checked={value !== null && chosen.size === 0}
            disabled={readOnly}
            onChange={() => say("none", null)}
          />
          <KeyHint keys="·" />
          <b>{messages.none}</b>
          <Tick />
        </label>
      ) : null}
    </div>
  );
}

const Tick = (): ReactNode => (
  <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="2.2" aria-hidden="true">
    <path d="m3 8.5 3 3 7-7" strokeLinecap="round" strokeLinejoin="round" />
  </svg>
);

function limitProblems(codes: readonly string[], config: ChoiceConfig): readonly ValueProblem[] {
  if (codes.includes(CANT_TELL) && config.allow_cant_tell) {
    return codes.length > 1 ? [{ code: "choice.alone", what: messages.alone }] : [];
  }
  const least = config.min_choices ?? 0;
  const most = config.max_choices ?? null;
  if (codes.length < least) return [{ code: "choice.too_few", what: messages.tooFew(least) }];
  return most !== null && codes.length > most ? [{ code: "choice.too_many", what: messages.tooMany(most) }] : [];
}

export const choice: EditorModule<ChoiceValue, ChoiceConfig> = {
  type: "choice",
  version: 1,
  empty: () => null,
  check(value, config) {
    if (value === null || Array.isArray(value) !== Boolean(config.multiple)) return [{ code: "choice.empty", what: messages.empty }];
    const codes = codesOf(value);
    const limits = config.multiple ? limitProblems(codes, config) : [];
    if (limits.length > 0) return limits;
    const known = new Set(optionsOf(config).map((o) => o.value));
    return codes.filter((c) => !known.has(c)).map((c) => ({ code: "choice.unknown_label", what: messages.unknown(c) }));
  },
  reduce,
  invert(value, edit) {
    if (value === null) return { kind: "clear", args: null };
    if (typeof value === "string") return { kind: "choose", args: value };
    return edit.kind === "toggle" && edit.args !== CANT_TELL && !value.includes(CANT_TELL) ? edit : { kind: "put", args: value };
  },
  keyed(_, config, key) {
    const options = optionsOf(config);
    const n = options.findIndex((o, i) => keyOf(o, i) === key || (o.key ?? "").toLowerCase() === key);
    const option = options[n];
    return option ? { kind: config.multiple ? "toggle" : "choose", args: option.value } : null;
  },
  completes: (config, edit) => !config.multiple && edit.kind === "choose",
  isTyping: () => false,
  parts(value, config) {
    const options = optionsOf(config);
    const part = (code: string): Part => {
      const n = options.findIndex((o) => o.value === code);
      return { id: config.multiple ? code : "choice", code, text: options[n]?.label ?? code, color: n < 0 ? null : n };
    };
    return codesOf(value).map(part);
  },
  assemble(parts, config) {
    const codes = parts.map((p) => p.code);
    if (config.multiple) return [...new Set(codes)].sort(byCodePoint);
    return codes[0] ?? null;
  },
  describe(value, config) {
    const codes = codesOf(value);
    if (codes.length === 0) return [messages.nothing];
    return codes.map((c) => optionsOf(config).find((o) => o.value === c)?.label ?? c);
  },
  Editor: ChoiceEditor,
};

export default forShell(choice);
