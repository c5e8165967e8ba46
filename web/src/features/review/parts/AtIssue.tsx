import type { ReactNode } from "react";
import type { Guideline } from "@/api/schema";
import { useTaxonomy } from "@/kit/queries";
import { RenderedHtml } from "@/view";
import { m } from "../messages/en";
import type { Bench } from "../useRuling";

interface AtIssueProps {
  readonly project: string;
  readonly ruling: Bench;
  readonly clauses: Guideline["clauses"];
}

/** What the labels in question mean, and the clause the decision cites, beside the decision. */
export function AtIssue({ project, ruling, clauses }: AtIssueProps): ReactNode {
  const codes = new Set(ruling.rows.filter((r) => r.state !== "agree").flatMap((r) => r.cells.map((c) => c?.code ?? "")));
  const taxonomy = useTaxonomy(project, [...codes].some((c) => c !== ""));
  const labels = (taxonomy.data?.labels ?? []).filter((l) => codes.has(l.code) && l.definition);
  const clause = clauses.find((c) => c.id === ruling.grounds.clause);
  return (
    <>
      {labels.length > 0 ? (
        <div className="card at-issue">
          <h3>{m.atIssue}</h3>
          {labels.map((label) => (
            <p key={label.code} className="small">
              <b>{label.name}</b> {label.definition}
            </p>
          ))}
        </div>
      ) : null}
      {clause ? (
        <div className="card at-issue">
          <h3>{m.cites(clause.id)}</h3>
          <RenderedHtml html={clause.html} className="small" />
        </div>
      ) : null}
    </>
  );
}
