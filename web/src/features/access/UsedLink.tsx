import type { ReactNode } from "react";
import { Link } from "wouter";
import { Mark } from "@/view";
import { m } from "./messages/en";
import "./access.css";

/** A link from a terminal that signs in once: whoever sees this page came by it a second time. */
export default function UsedLink({ isSignedIn }: { readonly isSignedIn: boolean }): ReactNode {
  return (
    <main className="gate">
      <title>{`${m.usedTitle} · Labelproof`}</title>
      <div className="card gate-card">
        <div className="brand">
          <Mark />
          Labelproof
        </div>
        <div>
          <h1>{m.usedTitle}</h1>
          <p className="small">{isSignedIn ? m.usedSignedIn : m.usedSignedOut}</p>
        </div>
        <Link href="/" className="btn primary">
          {isSignedIn ? m.goHome : m.signIn}
        </Link>
      </div>
    </main>
  );
}
