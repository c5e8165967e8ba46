import type { ReactNode } from "react";
import { Link } from "wouter";
import { Shield } from "./marks";

interface SealProps {
  /** Where the proof is shown, for those who may see it. */
  readonly to: string | null;
  readonly children: ReactNode;
}

/** What the log holds about this thing: a link to the proof, never a badge. */
export function Seal({ to, children }: SealProps): ReactNode {
  const inside = (
    <>
      <Shield />
      {children}
    </>
  );
  return to === null ? (
    <span className="seal">{inside}</span>
  ) : (
    <Link href={to} className="seal">
      {inside}
    </Link>
  );
}
