import type { ReactNode } from "react";
import { forShell, type EditorModule, type EditorProps } from "@/kit";
import "./editor.css";

export interface TextConfig {
  readonly min_length?: number | null;
  readonly max_length?: number | null;
  readonly multiline?: boolean;
}

const characters = (n: number): string => (n === 1 ? "1 character" : `${n} characters`);

const messages = {
  tooShort: (n: number, least: number): string =>
    least <= 1 ? "Write an answer." : `Write at least ${least} characters; there ${n === 1 ? "is" : "are"} ${n}.`,
  tooLong: (n: number, most: number): string => `Shorten to ${characters(most)}; there are ${n}.`,
  count: (n: number, most: number | null): string => (most === null ? characters(n) : `${n} of ${characters(most)}`),
  oneLine: "Write it in one line.",
  control: (code: number): string => `Take out the character U+${code.toString(16).toUpperCase().padStart(4, "0")}.`,
  nothing: "Nothing written",
};

// oxlint-disable-next-line no-control-regex -- these are what it looks for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f\ud800-\udfff]/u;

const normal = (text: string): string => text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").normalize("NFC");

/** Code points, as the server counts them; an emoji is one, whatever the browser's UTF-16 says. */
const length = (text: string): number => [...text].length;

function TextEditor({ id, value, config, readOnly, emit }: EditorProps<string, TextConfig>): ReactNode {
  const write = (args: string): void => emit({ kind: "write", args, input: "key" });
  const shared = {
    id,
    className: "text-answer",
    value,
    readOnly,
    dir: "auto" as const,
    "aria-labelledby": `${id}-title`,
    "aria-describedby": `${id}-count`,
  };
  return (
    <div className="text-question">
      {!config.multiline ? (
        <input {...shared} onChange={(e) => write(e.target.value)} />
      ) : (
        <textarea {...shared} rows={5} onChange={(e) => write(e.target.value)} />
      )}
      <span id={`${id}-count`} className="text-count">
        {messages.count(length(value), config.max_length ?? null)}
      </span>
    </div>
  );
}

export const text: EditorModule<string, TextConfig> = {
  type: "text",
  version: 1,
  empty: () => "",
  check(value, config) {
    if (typeof value !== "string") return [{ code: "text.too_short", what: messages.tooShort(0, 1) }];
    const written = normal(value);
    const n = length(written);
    const least = config.min_length ?? 1;
    if (n < least || (least > 0 && written.trim() === "")) return [{ code: "text.too_short", what: messages.tooShort(n, least) }];
    const most = config.max_length ?? null;
    if (most !== null && n > most) return [{ code: "text.too_long", what: messages.tooLong(n, most) }];
    if (!config.multiline && written.includes("\n")) return [{ code: "text.lines", what: messages.oneLine }];
    const control = CONTROL.exec(written)?.[0];
    return control === undefined ? [] : [{ code: "text.control", what: messages.control(control.charCodeAt(0)) }];
  },
  reduce(_, edit) {
    if (edit.kind !== "write" || typeof edit.args !== "string") throw new RangeError(`text: unknown edit ${edit.kind}`);
    return edit.args;
  },
  invert: (value) => ({ kind: "write", args: value }),
  keyed: () => null,
  completes: () => false,
  isTyping: (edit) => edit.kind === "write",
  parts: (value) => (value === "" ? [] : [{ id: "text", code: "", text: value, color: null }]),
  assemble: (parts) => parts[0]?.text ?? "",
  describe: (value) => [value === "" ? messages.nothing : value],
  Editor: TextEditor,
};

export default forShell(text);
