import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The golden vectors of the log, which stand beside the repository or in it; null where neither is there. */
export interface Golden {
  readonly log_vkey: string;
  readonly log_vkey_2: string;
  readonly leaves: readonly string[];
  readonly roots_b64: { readonly [size: string]: string };
  readonly inclusion_b64: readonly { readonly index: number; readonly size: number; readonly proof: readonly string[] }[];
  readonly consistency_b64: readonly { readonly old: number; readonly new: number; readonly proof: readonly string[] }[];
  readonly checkpoint_size_2: string;
  readonly disclosure: { readonly name: string; readonly value: string; readonly disclosure: string; readonly digest: string };
}

const root = resolve(import.meta.dirname, "..", "..", "..");
const shared = process.env.LABELPROOF_SHARED ?? join(root, "..", "shared");
const places = [join(root, "vectors", "log", "golden.json"), join(shared, "vectors", "log", "golden.json")];

export function golden(): Golden | null {
  const place = places.find((p) => existsSync(p));
  return place ? (JSON.parse(readFileSync(place, "utf8")) as Golden) : null;
}
