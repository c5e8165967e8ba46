import type { ReactNode } from "react";

export const Mark = (): ReactNode => (
  <svg className="mark" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden="true">
    <path d="M4 7.5 12 3l8 4.5v9L12 21l-8-4.5z" />
    <path d="m8.5 12 2.6 2.6 4.6-5" strokeLinecap="round" strokeLinejoin="round" />
  </svg>
);

export const Shield = (): ReactNode => (
  <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden="true">
    <path d="M8 1.5 13.5 4v4c0 3.4-2.3 5.6-5.5 6.5C4.8 13.6 2.5 11.4 2.5 8V4z" />
  </svg>
);

export const Tick = (): ReactNode => (
  <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden="true">
    <path d="m3 8.5 3 3 7-7" strokeLinecap="round" strokeLinejoin="round" />
  </svg>
);

const SIGNS = { passed: "✓", failed: "✗", unknown: "?", none: "–" } as const;

/** A state as a sign; the word stands beside it and colour only repeats it. */
export const StateSign = ({ state }: { readonly state: keyof typeof SIGNS }): ReactNode => (
  <span className={`state-sign ${state}`} aria-hidden="true">
    {SIGNS[state]}
  </span>
);
