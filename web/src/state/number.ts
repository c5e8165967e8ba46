export interface Measure {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly level: number;
  readonly n: number;
  readonly n_unit: string;
  readonly method: string;
  readonly undefined: string | null;
  readonly notes: readonly string[];
}

/** .78 rather than 0.78: coefficients between −1 and 1 carry no leading zero. */
export function coefficient(x: number): string {
  const text = Math.abs(x).toFixed(2);
  return `${x < 0 && Number(text) !== 0 ? "−" : ""}${text.startsWith("0") ? text.slice(1) : text}`;
}

/** A limit as it was signed, digit for digit. */
export const gateText = (gate: number): string => String(gate).replace(/^0\./, ".");

/** Groups of three digits parted by a thin space, so that 81 204 reads the same in every language. */
export function grouped(n: number): string {
  return String(Math.round(n)).replace(/\B(?=(\d{3})+(?!\d))/g, "\u202F");
}

export const intervalText = (m: Measure): string | null =>
  m.low === null || m.high === null ? null : `${coefficient(m.low)} to ${coefficient(m.high)}`;

/** Where a coefficient stands on a bar from 0 to 1, in percent. */
export const place = (x: number): number => Math.max(0, Math.min(100, x * 100));

/** The beginning of a digest, which differs from the first digit on. */
export const shortDigest = (digest: string, n = 8): string => (digest.length <= n + 2 ? digest : `${digest.slice(0, n)}…`);

/** The end of an id: what came in together begins alike. */
export const shortId = (id: string, n = 8): string => (id.length <= n + 2 ? id : `…${id.slice(-n)}`);

/** What people call an item: its id elsewhere, else the end of ours. */
export const itemName = (item: { readonly item: string; readonly external_id?: string | null }): string =>
  item.external_id ?? shortId(item.item);

export function bytesText(n: number): string {
  const units = ["B", "KB", "MB", "GB"];
  let size = n;
  let at = 0;
  while (size >= 1000 && at < units.length - 1) {
    size /= 1000;
    at += 1;
  }
  return `${at === 0 || size >= 10 ? Math.round(size) : size.toFixed(1)} ${units[at]}`;
}
