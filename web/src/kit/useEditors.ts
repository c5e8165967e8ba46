import { useEffect, useState } from "react";
import type { AnyEditor } from "./contract";
import { useEditorLoader } from "./EditorsContext";

export type Editors = { readonly [type: string]: AnyEditor };

/** The editors of these types, once all are here; null until then. */
export function useEditors(types: readonly string[]): Editors | null {
  const load = useEditorLoader();
  const [editors, setEditors] = useState<Editors>({});
  const wanted = [...new Set(types)].sort();
  const key = wanted.join(" ");
  useEffect(() => {
    let isCurrent = true;
    const names = key === "" ? [] : key.split(" ");
    void Promise.all(names.map(async (t) => [t, await load(t)] as const)).then((pairs) => {
      if (isCurrent) setEditors((known) => ({ ...known, ...Object.fromEntries(pairs) }));
    });
    return () => void (isCurrent = false);
  }, [key, load]);
  return wanted.every((t) => t in editors) ? editors : null;
}
