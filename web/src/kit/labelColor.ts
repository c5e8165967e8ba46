const NAMES = ["blue", "orange", "teal", "plum", "olive", "violet", "green", "grey"] as const;

/** The colour token of the n-th label (from 0). Colour repeats what code and key already say. */
export const labelColor = (n: number | null): string => (n === null ? "var(--line)" : `var(--l-${NAMES[n % NAMES.length]})`);
