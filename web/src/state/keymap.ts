/** Which command a key press asks for. One registry feeds buttons, palette and the key sheet. */
export interface Binding {
  readonly command: string;
  /** `s`, `Ctrl+z`, `Shift+Ctrl+z`, `Enter`, `?`, or two strokes: `g h`. */
  readonly keys: string;
  /** Fires while typing too; without it a text field keeps its letters. */
  readonly whileTyping?: boolean;
}

export interface Stroke {
  readonly key: string;
  readonly code: string;
  readonly ctrl: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly isComposing: boolean;
  readonly isTyping: boolean;
}

/** The name of a stroke. `event.key` leads; `event.code` answers for layouts whose letters are not Latin. */
export function strokeName(s: Stroke): string {
  const isPrintable = [...s.key].length === 1;
  const key = isPrintable ? printable(s) : s.key;
  const shiftCounts = !isPrintable || s.ctrl || s.alt;
  return [s.shift && shiftCounts ? "Shift+" : "", s.alt ? "Alt+" : "", s.ctrl ? "Ctrl+" : "", key].join("");
}

function printable(s: Stroke): string {
  const lower = s.key.toLowerCase();
  if (lower.charCodeAt(0) < 128) return lower;
  const match = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(s.code);
  return match ? (match[1] ?? match[2] ?? lower).toLowerCase() : lower;
}

export interface Match {
  readonly command: string | null;
  /** The first of two strokes, waiting for the second. */
  readonly pending: string | null;
}

export function matchKey(bindings: readonly Binding[], stroke: Stroke, pending: string | null): Match {
  const none: Match = { command: null, pending: null };
  if (stroke.isComposing) return none;
  const name = strokeName(stroke);
  const usable = bindings.filter((b) => !stroke.isTyping || b.whileTyping || name.includes("Ctrl+"));
  const find = (keys: string): Binding | undefined => usable.find((b) => b.keys === keys);
  if (pending !== null) return { command: find(`${pending} ${name}`)?.command ?? null, pending: null };
  const direct = find(name);
  if (direct) return { command: direct.command, pending: null };
  return usable.some((b) => b.keys.startsWith(`${name} `)) ? { command: null, pending: name } : none;
}

/** Letters the shell keeps; a taxonomy whose label keys use one is refused. */
export const RESERVED: readonly string[] = ["s", "x", "c", "f", "h", "m"];

/** The key of the n-th option (from 0): digits, then none. */
export const digitOf = (index: number): string | null => (index < 9 ? String(index + 1) : index === 9 ? "0" : null);
