import type { CSSProperties, ReactNode } from "react";
import { KeyHint, forShell, labelColor, type EditorModule, type EditorProps, type Part } from "@/kit";
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
}

/** One code, a sorted list of codes, or null while nothing is chosen. */
export type ChoiceValue = string | readonly string[] | null;

const messages = {
  cantTell: "Can’t tell",
  cantTellHint: "parks the item, asks nobody to guess",
  nothing: "Nothing chosen",
  empty: "Choose an answer.",
  unknown: (code: string): string => `“${code}” is not one of the labels.`,
};

const codesOf = (value: ChoiceValue): readonly string[] =>
  value === null ? [] : typeof value === "string" ? [value] : value;

const toggled = (codes: readonly string[], code: string): readonly string[] =>
  codes.includes(code) ? codes.filter((c) => c !== code) : [...codes, code].sort(byCodePoint);

const byCodePoint = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const optionsOf = (config: ChoiceConfig): readonly Option[] => config.options ?? [];
const digitOf = (n: number): string | null => (n < 9 ? String(n + 1) : n === 9 ? "0" : null);

function reduce(value: ChoiceValue, edit: { kind: string; args: unknown }): ChoiceValue {
  if (edit.kind === "clear") return null;
  if (typeof edit.args !== "string") throw new RangeError(`choice: ${edit.kind} needs a code`);
  if (edit.kind === "choose") return edit.args;
  if (edit.kind === "toggle") return toggled(codesOf(value), edit.args);
  throw new RangeError(`choice: unknown edit ${edit.kind}`);
}

function ChoiceEditor({ id, value, config, readOnly, ports, emit }: EditorProps<ChoiceValue, ChoiceConfig>): ReactNode {
  const chosen = new Set(codesOf(value));
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
            aria-keyshortcuts={digitOf(n) ?? undefined}
            onChange={() =>
              emit({ kind: config.multiple ? "toggle" : "choose", args: option.value, input: "pointer" })
            }
          />
          <KeyHint keys={digitOf(n) ?? "·"} />
          <span>
            <b>{option.label}</b>
            {option.hint ? <small>{option.hint}</small> : null}
          </span>
          <Tick />
        </label>
      ))}
      {config.allow_cant_tell && !readOnly ? (
        <button type="button" className="choice-option" aria-keyshortcuts="x" onClick={() => ports.command("cant_tell")}>
          <KeyHint keys="x" />
          <span>
            <b>{messages.cantTell}</b>
            <small>{messages.cantTellHint}</small>
          </span>
        </button>
      ) : null}
    </div>
  );
}

const Tick = (): ReactNode => (
  <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="2.2" aria-hidden="true">
    <path d="m3 8.5 3 3 7-7" strokeLinecap="round" strokeLinejoin="round" />
  </svg>
);

export const choice: EditorModule<ChoiceValue, ChoiceConfig> = {
  type: "choice",
  version: 1,
  empty: () => null,
  check(value, config) {
    const codes = codesOf(value);
    if (codes.length === 0) return [{ code: "choice.empty", what: messages.empty }];
    const known = new Set(optionsOf(config).map((o) => o.value));
    return codes.filter((c) => !known.has(c)).map((c) => ({ code: "choice.unknown_label", what: messages.unknown(c) }));
  },
  reduce,
  invert(value, edit) {
    if (edit.kind === "toggle") return edit;
    if (typeof value === "string") return { kind: "choose", args: value };
    return { kind: "clear", args: null };
  },
  keyed(_, config, key) {
    const options = optionsOf(config);
    const n = options.findIndex((o, i) => digitOf(i) === key || (o.key ?? "").toLowerCase() === key);
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
