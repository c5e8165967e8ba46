import type { ReactNode } from "react";
import { Sign } from "@/view/marks";

const DRAWN: Record<string, ReactNode> = { Enter: <Sign of="enter" />, Backspace: <Sign of="erase" />, Escape: "Esc" };
const ORDER = ["Ctrl", "Alt", "Shift"];

/** Modifiers first, in the order people say them; a letter beside one stands as on its key cap. */
function partsOf(keys: string): readonly string[] {
  const parts = keys === "+" ? [keys] : keys.split("+");
  const held = ORDER.filter((m) => parts.includes(m));
  const key = parts.find((p) => !held.includes(p)) ?? "";
  return [...held, held.length > 0 && key.length === 1 ? key.toUpperCase() : key];
}

/** The keys in words, for lists that are read aloud. */
export const keyWords = (keys: string): string => keys.split(" ").map((stroke) => partsOf(stroke).join(" ")).join(", then ");

/** As `aria-keyshortcuts` wants it. */
export const ariaKeys = (keys: string): string => keys.replace("Ctrl", "Control");

/** The key of a control, drawn on it. Screen readers get it from `aria-keyshortcuts` instead. */
export function KeyHint({ keys, isFlashing = false }: { readonly keys: string; readonly isFlashing?: boolean }): ReactNode {
  return (
    <kbd aria-hidden="true" data-flash={isFlashing || undefined}>
      {partsOf(keys).map((part) => (
        <span key={part}>{DRAWN[part] ?? part}</span>
      ))}
    </kbd>
  );
}
