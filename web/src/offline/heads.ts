import type { Head } from "@/state/proof";

const PREFIX = "labelproof-head-";
const key = (vkey: string): string => `${PREFIX}${vkey}`;

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

/** Every head this browser remembers, by origin: sent at sign-in, so a server that fell behind says so. */
export function allHeads(): { readonly [origin: string]: { readonly size: number; readonly root: string } } {
  const vkeys = Object.keys(localStorage).filter((k) => k.startsWith(PREFIX)).map((k) => k.slice(PREFIX.length));
  const heads = vkeys.flatMap((vkey) => {
    const head = rememberedHead(vkey);
    return head ? [[vkey.split("+")[0] ?? "", { size: head.size, root: head.root }] as const] : [];
  });
  return Object.fromEntries(heads);
}
