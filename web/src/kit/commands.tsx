import { createContext, use, useEffect, useLayoutEffect, useMemo, useRef, useSyncExternalStore, type ReactNode } from "react";
import { matchKey, type Stroke } from "@/state/keymap";
import { areSingleKeysOn } from "./singleKeys";

/** One thing a person can do here. Buttons, palette, key sheet and keys all read the same list. */
export interface Command {
  readonly id: string;
  readonly title: string;
  readonly keys?: string;
  readonly group: string;
  readonly whileTyping?: boolean;
  readonly isListed?: boolean;
  readonly run: () => void;
}

type KeyFallback = (stroke: Stroke, event: KeyboardEvent) => boolean;

/** The commands of what is on screen now, in the order their screens were mounted. */
export class CommandRegistry {
  #sets = new Map<object, readonly Command[]>();
  #listeners = new Set<() => void>();
  #all: readonly Command[] = [];
  fallback: KeyFallback | null = null;

  set(owner: object, commands: readonly Command[] | null): void {
    if (commands === null) this.#sets.delete(owner);
    else this.#sets.set(owner, commands);
    this.#all = [...this.#sets.values()].flat();
    for (const listener of this.#listeners) listener();
  }

  takeOver(handler: KeyFallback | null): void {
    this.fallback = handler;
  }

  get = (): readonly Command[] => this.#all;
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };
}

const Registry = createContext(new CommandRegistry());

export function CommandsProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const registry = useMemo(() => new CommandRegistry(), []);
  useEffect(() => listenToKeys(registry), [registry]);
  return <Registry value={registry}>{children}</Registry>;
}

export const useAllCommands = (): readonly Command[] => {
  const registry = use(Registry);
  return useSyncExternalStore(registry.subscribe, registry.get);
};

/** Offers these commands while the component is on screen. */
export function useCommands(commands: readonly Command[]): void {
  const registry = use(Registry);
  const owner = useRef({});
  // Before the screen is painted: whoever sees it may press its keys.
  useLayoutEffect(() => registry.set(owner.current, commands));
  useLayoutEffect(() => () => registry.set(owner.current, null), [registry]);
}

/** Gets the key presses that no command took; answers whether it used the key. */
export function useKeyFallback(handler: KeyFallback): void {
  const registry = use(Registry);
  useLayoutEffect(() => {
    registry.takeOver(handler);
    return () => registry.takeOver(null);
  });
}

function strokeOf(event: KeyboardEvent): Stroke {
  return {
    key: event.key,
    code: event.code,
    ctrl: event.ctrlKey || event.metaKey,
    shift: event.shiftKey,
    alt: event.altKey,
    isComposing: event.isComposing,
    isTyping: isTextField(event.target),
  };
}

function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["radio", "checkbox", "button", "submit", "file"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

/** Whether Enter or Space belongs to what has the focus: a button or link that somebody went to by key. */
function hasOwnKey(event: KeyboardEvent, clicked: Element | null): boolean {
  if (event.ctrlKey || event.metaKey || !(event.target instanceof HTMLElement)) return false;
  const own = event.target.closest("button, a[href], summary, [role=option], [role=tab]");
  // A button keeps the focus after a click; whoever then presses the Enter that is printed elsewhere means that.
  return own !== null && (event.key === " " || event.target !== clicked);
}

function listenToKeys(registry: CommandRegistry): () => void {
  let pending: string | null = null;
  let clicked: Element | null = null;
  const onPointer = (event: PointerEvent): void => {
    clicked = event.target instanceof Element ? event.target.closest("button, a[href], summary, [role=tab]") : null;
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
    if (event.key === "Tab") clicked = null;
    if ((event.key === "Enter" || event.key === " ") && hasOwnKey(event, clicked)) return;
    const stroke = strokeOf(event);
    if (!stroke.ctrl && !stroke.alt && event.key.length === 1 && !areSingleKeysOn()) return;
    const commands = registry.get();
    const bindings = commands.flatMap((c) =>
      c.keys ? [{ command: c.id, keys: c.keys, ...(c.whileTyping ? { whileTyping: true } : {}) }] : [],
    );
    const match = matchKey(bindings, stroke, pending);
    pending = match.pending;
    const command = commands.findLast((c) => c.id === match.command);
    if (command) {
      event.preventDefault();
      if (!event.repeat || command.keys === "Ctrl+z") command.run();
    } else if (match.pending === null && registry.fallback?.(stroke, event)) event.preventDefault();
  };
  window.addEventListener("keydown", onKey);
  window.addEventListener("pointerdown", onPointer, true);
  return () => {
    window.removeEventListener("keydown", onKey);
    window.removeEventListener("pointerdown", onPointer, true);
  };
}
