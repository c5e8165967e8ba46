import { useCommands, type Command } from "@/kit/commands";
import type { Saying, WorkStore } from "./store";
import type { TaskControl } from "./useTask";
import { m } from "./messages/en";

export type Dialogs = Saying | null;

interface Wanted {
  readonly task: TaskControl;
  readonly store: WorkStore;
  readonly setDialog: (dialog: Dialogs) => void;
  readonly isDrawerOpen: boolean;
  readonly setDrawerOpen: (isOpen: boolean) => void;
}

/** The workspace's commands with their keys, as the palette and the key sheet list them. */
export function useTaskCommands({ task, store, setDialog, isDrawerOpen, setDrawerOpen }: Wanted): void {
  const toggleDrawer = (): void => {
    setDrawerOpen(!isDrawerOpen);
    if (!isDrawerOpen) requestAnimationFrame(() => document.getElementById("guide-panel")?.focus());
  };
  const command = (id: string, title: string, keys: string, run: () => void, whileTyping = false): Command => ({
    id: `work.${id}`,
    title,
    keys,
    group: m.group,
    whileTyping,
    run,
  });
  useCommands([
    command("submit", m.submit, "Enter", () => task.submit("key")),
    command("submit_typing", m.submitTyping, "Ctrl+Enter", () => task.submit("key"), true),
    command("skip", m.skip, "s", () => setDialog("skip")),
    command("ask", m.ask, "c", () => setDialog("ask")),
    command("flag", m.flag, "f", () => setDialog("flag")),
    command("guide", m.openGuide, "h", toggleDrawer),
    command("previous", m.previous, "Backspace", store.back),
    command("undo", m.undo, "Ctrl+z", () => store.undo(), true),
    command("redo", m.redo, "Shift+Ctrl+z", store.redo, true),
    command("region", m.nextRegion, "F6", () => moveRegion(1), true),
    command("region_back", m.previousRegion, "Shift+F6", () => moveRegion(-1), true),
  ]);
}

function moveRegion(step: number): void {
  const regions = [...document.querySelectorAll<HTMLElement>("[data-region]")];
  const at = regions.findIndex((r) => r.contains(document.activeElement));
  regions[(at + step + regions.length) % regions.length]?.focus();
}
