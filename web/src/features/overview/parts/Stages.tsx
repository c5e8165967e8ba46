import type { ReactNode } from "react";
import type { Overview } from "@/api/schema";
import { Sign } from "@/view";
import { m } from "../messages/en";

/** Where the project stands, from facts; a stage is done when what it makes is there. */
export function Stages({ overview: o }: { readonly overview: Overview }): ReactNode {
  const stages = [
    { title: m.stages.charter, isDone: Boolean(o.charter?.signed) },
    { title: m.stages.setup, isDone: o.guideline_version !== null && o.questions.length > 0 },
    { title: m.stages.items, isDone: o.n_items > 0 },
    { title: m.stages.labelling, isDone: o.n_items > 0 && o.n_complete >= o.n_items && o.n_disputes_open === 0 },
    { title: m.stages.release, isDone: false },
  ];
  const now = stages.findIndex((s) => !s.isDone);
  return (
    <ol className="stages">
      {stages.map((stage, n) => (
        <li key={stage.title} className={stage.isDone ? "done" : ""} aria-current={n === now ? "step" : undefined}>
          {stage.isDone ? <Sign of="tick" /> : null} {stage.title}
        </li>
      ))}
    </ol>
  );
}
