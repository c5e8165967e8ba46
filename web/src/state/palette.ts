export interface Entry {
  readonly id: string;
  readonly title: string;
  readonly hint?: string;
  readonly keys?: string;
}

/** Entries whose title holds the letters of the query in order, best first: a match at a word's start weighs more. */
export function search<T extends Entry>(entries: readonly T[], query: string): readonly T[] {
  const wanted = query.trim().toLowerCase();
  if (!wanted) return entries;
  return entries
    .map((entry, at) => ({ entry, at, score: scoreOf(`${entry.title} ${entry.hint ?? ""}`.toLowerCase(), wanted) }))
    .filter((x) => x.score > 0)
    .sort((a, b) => b.score - a.score || a.at - b.at)
    .map((x) => x.entry);
}

function scoreOf(title: string, wanted: string): number {
  const whole = title.indexOf(wanted);
  if (whole >= 0) return 1000 - whole;
  let from = 0;
  let score = 1;
  for (const letter of wanted) {
    const at = title.indexOf(letter, from);
    if (at < 0) return 0;
    score += at === 0 || title[at - 1] === " " ? 10 : 1;
    from = at + 1;
  }
  return score;
}

/** An identifier someone pasted: it can be opened without knowing what it names. */
export const looksLikeId = (text: string): boolean => /^[0-9A-Za-z_-]{16,64}(\.\d+)?$/.test(text.trim());
