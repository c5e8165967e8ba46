import type { NewItem } from "./importing";
import { m } from "./messages/en";

/** What is wrong with one line of the file, counted as people count: the header is line 1. */
export interface LineProblem {
  readonly line: number;
  readonly what: string;
}

const LONGEST_ID = 512;

/** What the server would refuse, found before anything is sent. */
export function problemsIn(items: readonly NewItem[]): readonly LineProblem[] {
  const first = new Map<string, number>();
  return items.flatMap(({ line, external_id: id, content }) => {
    if (!Object.values(content).some((text) => text.trim())) return [{ line, what: m.emptyLine }];
    if (id === null) return [];
    if (id === "") return [{ line, what: m.noOwnId }];
    if ([...id].length > LONGEST_ID) return [{ line, what: m.longId(LONGEST_ID) }];
    const earlier = first.get(id);
    if (earlier !== undefined) return [{ line, what: m.twice(id, earlier) }];
    first.set(id, line);
    return [];
  });
}
