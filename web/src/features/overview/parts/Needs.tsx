import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Need, Overview } from "@/api/schema";
import { hasRole, leads } from "@/kit/session";
import { useNow } from "@/kit/useNow";
import { agoText } from "@/state/messages";
import { m } from "../messages/en";

const NOW: Pick<Need, "n" | "since"> = { n: 1, since: null };

/** What this person can do something about: setting up is a lead's, settling an adjudicator's. */
function needsOf(o: Overview): readonly Need[] {
  const own = o.needs.filter((n) => n.kind in m.needs);
  if (!leads(o.roles)) return own.filter((n) => n.kind === "disputes" && hasRole(o.roles, "adjudicator"));
  const asks: readonly Need[] = o.questions.length === 0 ? [{ kind: "question", ...NOW }] : [];
  const plans: readonly Need[] = o.questions.length > 0 && !o.overlap ? [{ kind: "workflow", ...NOW }] : [];
  const more = [...asks, ...plans].filter((n) => !own.some((x) => x.kind === n.kind));
  return [...own, ...more].toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

/** The order in which a project is set up; then what comes up while it runs. */
const ORDER: readonly Need["kind"][] = ["charter", "guideline", "taxonomy", "question", "workflow", "items", "disputes", "flags"];

export function Needs({ overview }: { readonly overview: Overview }): ReactNode {
  const now = useNow();
  const needs = needsOf(overview);
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
            const since = need.since === null ? null : m.since(agoText(need.since, now));
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
