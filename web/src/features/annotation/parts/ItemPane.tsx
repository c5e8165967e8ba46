import type { ReactNode } from "react";
import type { Place } from "@/state/work";
import { ProblemNote } from "@/view";
import { m } from "../messages/en";

/** The item as the annotator may see it: its text enters by text nodes only, each part with its own direction. */
export function ItemPane({ place }: { readonly place: Place }): ReactNode {
  const { collection, content } = place.task;
  const fields = Object.entries(content);
  const language = collection.language ?? undefined;
  const facts = [collection.name, collection.language, collection.licence].filter(Boolean);
  return (
    <section className="item-pane" aria-labelledby="work-item" tabIndex={-1} data-region>
      {place.refused ? (
        <div className="item-note">
          <h2>{m.returned}</h2>
          <ProblemNote problem={{ status: 422, ...place.refused }} />
        </div>
      ) : null}
      {facts.length > 0 ? (
        <div className="item-meta small">
          {facts.map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
        </div>
      ) : null}
      <div className="thread">
        {fields.map(([field, text], n) => {
          const isJudged = n === fields.length - 1;
          return (
            <div key={field} className={isJudged ? "turn judged" : "turn"}>
              {fields.length > 1 ? <h2 className="eyebrow">{fieldName(field)}</h2> : null}
              <p dir="auto" lang={language}>
                {text}
              </p>
            </div>
          );
        })}
      </div>
    </section>
  );
}

const fieldName = (field: string): string => {
  const words = field.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};
