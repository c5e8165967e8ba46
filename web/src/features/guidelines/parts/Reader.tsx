import type { ReactNode } from "react";
import type { Guideline } from "@/api/schema";
import { RenderedHtml } from "@/view";
import { m } from "../messages/en";
import { clauseTitle } from "./Outline";

/** Exactly the bytes the server rendered when this version was published. */
export function Reader({ guideline }: { readonly guideline: Guideline | null }): ReactNode {
  if (guideline === null) return <p className="empty small">{m.none}</p>;
  return (
    <div className="reader">
      {guideline.clauses.map((clause) => (
        <section key={clause.id} id={`clause-${clause.id}`}>
          <h2>{clauseTitle(clause)}</h2>
          <RenderedHtml html={clause.html} />
        </section>
      ))}
    </div>
  );
}
