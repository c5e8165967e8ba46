import type { ReactNode } from "react";
import { m } from "../messages/en";

export interface ClauseLine {
  readonly id: string;
  readonly title: string;
}

/** Headings of a draft, with the number they begin with as the clause's id. */
export function clausesOf(markdown: string): readonly ClauseLine[] {
  return markdown.split("\n").flatMap((line) => {
    const match = /^#{1,3}\s+(?:(\d+(?:\.\d+)*)\.?\s+)?(.+)$/.exec(line);
    return match ? [{ id: match[1] ?? "", title: match[2] ?? "" }] : [];
  });
}

/** A title that already begins with its number is not numbered twice. */
export const clauseTitle = ({ id, title }: ClauseLine): string =>
  /^\d+(\.\d+)*$/.test(id) && !title.startsWith(id) ? `${id} ${title}` : title;

interface OutlineProps {
  readonly clauses: readonly ClauseLine[];
  readonly isLinked: boolean;
}

export function Outline({ clauses, isLinked }: OutlineProps): ReactNode {
  return (
    <nav className="outline" aria-label={m.outline}>
      {clauses.length === 0 ? <p className="small">{m.noClauses}</p> : null}
      {clauses.map((clause, n) => (
        <a
          key={`${clause.id}-${clause.title}-${n}`}
          className={clause.id.includes(".") ? "deep" : ""}
          href={isLinked ? `#clause-${clause.id}` : undefined}
        >
          {clauseTitle(clause)}
        </a>
      ))}
    </nav>
  );
}
