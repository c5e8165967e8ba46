import type { ReactNode } from "react";

const SPOKEN: Record<string, string> = { Enter: "⏎", Backspace: "⌫", "Ctrl+z": "Ctrl Z", "Ctrl+k": "Ctrl K", "Ctrl+Enter": "Ctrl ⏎" };

/** The key of a control, drawn on it. Screen readers get it from `aria-keyshortcuts` instead. */
export function KeyHint({ keys, isFlashing = false }: { readonly keys: string; readonly isFlashing?: boolean }): ReactNode {
  return (
    <kbd aria-hidden="true" data-flash={isFlashing || undefined}>
      {SPOKEN[keys] ?? keys}
    </kbd>
  );
}
