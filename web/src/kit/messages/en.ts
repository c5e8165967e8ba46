import { plural } from "@/state/messages";

export const m = {
  guide: "Guide",
  labels: "Labels",
  drawer: "Guideline and labels",
  answers: "Answers",
  answersNone: "No question of yours is answered yet.",
  yourQuestion: (item: string): string => `Your words about ${item}`,
  clause: (id: string): string => `Clause ${id}`,
  noGuide: "No guideline is published yet.",
  noLabels: "No labels are published yet.",
  disallowed: "Not for",
  good: "Example",
  bad: "Looks like it, but is not",
  nWaiting: (n: number): string => plural(n, { one: "# question waits for an answer.", other: "# questions wait for an answer." }),
};
