import type { AnyEditor } from "@/kit";

// Each annotation type brings its editor as a chunk of its own; adding a folder is all it takes.
const modules = import.meta.glob<{ default: AnyEditor }>("#types/*/editor.tsx");

const loaded = new Map<string, Promise<AnyEditor>>();

export function loadEditor(type: string): Promise<AnyEditor> {
  const known = loaded.get(type);
  if (known) return known;
  const path = Object.keys(modules).find((p) => p.endsWith(`/types/${type}/editor.tsx`));
  const load = path ? modules[path] : undefined;
  const editor = load ? load().then((m) => m.default) : Promise.reject(new Error(`No editor for the type “${type}”.`));
  loaded.set(type, editor);
  return editor;
}
