import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Quality } from "@/api/quality";
import type { Overview } from "@/api/schema";
import { hasRole } from "@/kit/session";
import { useNow } from "@/kit/useNow";
import { agoText } from "@/state/messages";
import { itemName } from "@/state/number";
import { m } from "../messages/en";

interface DisputedProps {
  readonly project: string;
  readonly overview: Overview;
  readonly disputed: Quality["disputed"];
}

/** The oldest open disputes; adjudicators may open them from here. */
export function Disputed({ project, overview, disputed }: DisputedProps): ReactNode {
  const now = useNow();
  const settles = hasRole(overview.roles, "adjudicator");
  return (
    <section className="card" aria-labelledby="disputed">
      <div className="head between wrap">
        <h2 id="disputed">{m.disputed}</h2>
        <span className="small">{m.disputedSub(disputed.n_open, disputed.n_settled)}</span>
      </div>
      {disputed.items.length === 0 ? (
        <p className="small empty">{m.noDisputes}</p>
      ) : (
        <ul className="lines">
          {disputed.items.map((line) => (
            <li key={line.dispute}>
              <div>
                {settles && line.mine === "free" ? (
                  <Link href={`/p/${project}/disputes/${line.dispute}`}>{itemName(line)}</Link>
                ) : (
                  <b>{itemName(line)}</b>
                )}
                <p className="small excerpt" dir="auto">
                  {line.excerpt ?? ""}
                </p>
              </div>
              <span className="tiny">{`${m.nAnswers(line.n_votes)} · ${m.since(agoText(line.opened_at, now))}`}</span>
            </li>
          ))}
        </ul>
      )}
      <p className="foot">
        <Link href={`/p/${project}/disputes`}>{m.allDisputes}</Link>
      </p>
    </section>
  );
}
