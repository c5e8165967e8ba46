import type { Head } from "@/state/proof";

const key = (vkey: string): string => `labelproof-head-${vkey}`;

/** The newest checkpoint of a log that this browser verified, under the log's key and nothing the server names. */
export function rememberedHead(vkey: string): Head | null {
  try {
    return JSON.parse(localStorage.getItem(key(vkey)) ?? "null") as Head | null;
  } catch {
    return null;
  }
}

/** Never moves backwards: a smaller log does not replace the head that convicts it. */
export function rememberHead(vkey: string, head: Head): void {
  const before = rememberedHead(vkey);
  if (before === null || head.size > before.size) localStorage.setItem(key(vkey), JSON.stringify(head));
}
