import type { ReactNode } from "react";
import { Link } from "wouter";
import { Shield } from "./marks";

/** What the log holds about this thing: a link to the proof, never a badge. */
export const Seal = ({ to, children }: { readonly to: string; readonly children: ReactNode }): ReactNode => (
  <Link href={to} className="seal">
    <Shield />
    {children}
  </Link>
);
