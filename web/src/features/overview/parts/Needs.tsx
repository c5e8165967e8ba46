import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Need, Overview, People } from "@/api/schema";
import { getJson } from "@/api/client";
import { hasRole, leads } from "@/kit/session";
import { useNow } from "@/kit/useNow";
import { agoText } from "@/state/messages";
import { Onward } from "@/view";
import { m } from "../messages/en";

/** What the server names, and two things that only the browser puts together. */
type Kind = Need["kind"] | "people" | "work";

interface Wanted {
  readonly kind: Kind;
  readonly n: number;
  readonly since: number | null;
}

const need = (kind: Kind, n = 1): Wanted => ({ kind, n, since: null });

/** What this person can do something about: setting up is a lead's, settling an adjudicator's. */
function needsOf(o: Overview, nAnnotators: number | null): readonly Wanted[] {
  const named: readonly Wanted[] = o.needs.filter((n) => n.kind in m.needs);
  const isSetUp = o.n_items > 0 && Boolean(o.overlap);
  const work = isSetUp && hasRole(o.roles, "annotator") && o.n_complete < o.n_items ? [need("work", o.n_items - o.n_complete)] : [];
  const settles = named.filter((n) => SETTLED.includes(n.kind) && hasRole(o.roles, "adjudicator"));
  if (!leads(o.roles)) return [...work, ...settles];
  const nMissing = isSetUp && nAnnotators !== null && o.n_complete < o.n_items ? (o.overlap ?? 0) - nAnnotators : 0;
  const derived = [
    ...(o.questions.length === 0 ? [need("question")] : []),
    ...(o.questions.length > 0 && !o.overlap ? [need("workflow")] : []),
    ...(nMissing > 0 ? [need("people", nMissing)] : []),
  ].filter((n) => !named.some((x) => x.kind === n.kind));
  return [...named, ...derived, ...work].toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

const SETTLED: readonly Kind[] = ["disputes", "flags"];

/** The order in which a project is set up; then what comes up while it runs. */
const ORDER: readonly Kind[] = ["charter", "guideline", "taxonomy", "question", "workflow", "items", "people", "disputes", "flags", "work"];

export function Needs({ overview }: { readonly overview: Overview }): ReactNode {
  const now = useNow();
  const people = useQuery({
    queryKey: [overview.project, "people"],
    queryFn: () => getJson<People>(`/projects/${overview.project}/people`),
    enabled: leads(overview.roles),
  });
  const annotators = people.data?.people.filter((p) => p.state === "active" && p.roles.includes("annotator"));
  const needs = needsOf(overview, annotators?.length ?? null);
  return (
    <section aria-labelledby="needs">
      <h2 id="needs" className="eyebrow section-eyebrow">
        {m.needsYou}
      </h2>
      {needs.length === 0 ? (
        <p className="small">{overview.n_items === 0 ? m.nothingYet : m.nothingNeeds}</p>
      ) : (
        <div className="needs">
          {needs.map(({ kind, n, since: at }) => {
            const { title, go, to } = m.needs[kind](n);
            const since = at === null ? null : m.since(agoText(at, now));
            return (
              <Link key={kind} href={`/p/${overview.project}${to}`} className="card need">
                <b>{title}</b>
                <span className="go">
                  {go} <Onward />
                </span>
                <span className="small">{[since, m.needSub[kind]].filter(Boolean).join(" · ")}</span>
              </Link>
            );
          })}
        </div>
      )}
    </section>
  );
}
