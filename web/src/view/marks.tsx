import type { ReactNode } from "react";

export const Mark = (): ReactNode => (
  <svg className="mark" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden="true">
    <path d="M4 7.5 12 3l8 4.5v9L12 21l-8-4.5z" />
    <path d="m8.5 12 2.6 2.6 4.6-5" strokeLinecap="round" strokeLinejoin="round" />
  </svg>
);

const PATHS = {
  shield: "M8 1.5 13.5 4v4c0 3.4-2.3 5.6-5.5 6.5C4.8 13.6 2.5 11.4 2.5 8V4z",
  tick: "m3 8.5 3 3 7-7",
  cross: "m4 4 8 8m0-8-8 8",
  enter: "M13 3.5v5H3.5m3-3-3 3 3 3",
  erase: "M5.5 3.5h8v9h-8L2 8zm2.5 3 3 3m0-3-3 3",
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zm3.6-1.4L14 14",
  arrow: "M2.5 8h10.5m-4-4 4 4-4 4",
  next: "m6 3.5 4.5 4.5L6 12.5",
  previous: "M10 3.5 5.5 8l4.5 4.5",
  box: "M3 3h10v10H3z",
  boxed: "M3 3h10v10H3zm2.5 5 2 2 3.5-4",
  same: "M3 6h10M3 10h10",
  only: "M2 8h3m1.5 0h3M11 8h3",
  differs: "M2 9c2-3 4-3 6-1s4 2 6-1",
} as const;

/** A sign drawn, so that it looks alike whatever fonts a machine has; what it means is said in words beside it. */
export const Sign = ({ of, isDirected = false }: { readonly of: keyof typeof PATHS; readonly isDirected?: boolean }): ReactNode => (
  <svg className={isDirected ? "sign-mark directed" : "sign-mark"} viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.8" aria-hidden="true">
    <path d={PATHS[of]} strokeLinecap="round" strokeLinejoin="round" />
  </svg>
);

export const Shield = (): ReactNode => <Sign of="shield" />;
export const Tick = (): ReactNode => <Sign of="tick" />;

/** Where a link leads on, and back: mirrored where text runs the other way. */
export const Onward = (): ReactNode => <Sign of="next" isDirected />;
export const Backward = (): ReactNode => <Sign of="previous" isDirected />;

const SIGNS = { passed: <Sign of="tick" />, failed: <Sign of="cross" />, unknown: "?", none: "–" } as const;

/** A state as a sign; the word stands beside it and colour only repeats it. */
export const StateSign = ({ state }: { readonly state: keyof typeof SIGNS }): ReactNode => (
  <span className={`state-sign ${state}`} aria-hidden="true">
    {SIGNS[state]}
  </span>
);
