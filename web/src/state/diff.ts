export interface Line {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
}

/** Lines of `after` against `before` by longest common subsequence, in reading order. */
export function diffLines(before: string, after: string): readonly Line[] {
  const a = before.split("\n");
  const b = after.split("\n");
  const lengths = table(a, b);
  const out: Line[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      out.push({ kind: "same", text: a[i] as string });
      i += 1;
      j += 1;
    } else if (i < a.length && (j >= b.length || at(lengths, i + 1, j) >= at(lengths, i, j + 1))) {
      out.push({ kind: "removed", text: a[i] as string });
      i += 1;
    } else {
      out.push({ kind: "added", text: b[j] as string });
      j += 1;
    }
  }
  return out;
}

const at = (lengths: readonly Uint32Array[], i: number, j: number): number => lengths[i]?.[j] ?? 0;

function table(a: readonly string[], b: readonly string[]): readonly Uint32Array[] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      (lengths[i] as Uint32Array)[j] =
        a[i] === b[j] ? at(lengths, i + 1, j + 1) + 1 : Math.max(at(lengths, i + 1, j), at(lengths, i, j + 1));
    }
  }
  return lengths;
}
