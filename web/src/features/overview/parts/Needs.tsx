import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Overview } from "@/api/schema";
import { agoText } from "@/state/messages";
import { m } from "../messages/en";

export function Needs({ overview }: { readonly overview: Overview }): ReactNode {
  const needs = overview.needs.filter((n) => n.kind in m.needs);
  return (
    <section aria-labelledby="needs">
      <h2 id="needs" className="eyebrow section-eyebrow">
        {m.needsYou}
      </h2>
      {needs.length === 0 ? (
        <p className="small">{m.nothingNeeds}</p>
      ) : (
        <div className="needs">
          {needs.map((need) => {
            const { title, go, to } = m.needs[need.kind](need.n);
            const since = need.since === null ? null : m.since(agoText(need.since, Date.now()));
            return (
              <Link key={need.kind} href={`/p/${overview.project}${to}`} className="card need">
                <b>{title}</b>
                <span className="go">{go} ›</span>
                <span className="small">{[since, m.needSub[need.kind]].filter(Boolean).join(" · ")}</span>
              </Link>
            );
          })}
        </div>
      )}
    </section>
  );
}
