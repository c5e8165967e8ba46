import { useState, type ReactNode } from "react";
import type { QuestionQuality } from "@/api/quality";
import { grouped, type Measure } from "@/state/number";
import { Interval, measureText, Tabs } from "@/view";
import { m } from "../messages/en";

type By = keyof typeof m.tabs;

interface BreakdownProps {
  readonly question: QuestionQuality;
  readonly gate: number | null;
}

interface Line {
  readonly name: string;
  readonly nVotes: number | null;
  readonly alpha: Measure;
}

function linesOf(question: QuestionQuality, by: By): readonly Line[] {
  if (by === "label") return question.by_label.map((each) => ({ name: each.name, nVotes: null, alpha: each }));
  const parts = by === "collection" ? question.by_collection : question.by_guideline;
  return parts.map((part) => ({ name: part.name, nVotes: part.n_votes, alpha: part.alpha }));
}

/** Where people agree less: by label against the rest, by collection, and within each version of the guideline. */
export function Breakdown({ question, gate }: BreakdownProps): ReactNode {
  const [by, setBy] = useState<By>(question.by_label.length > 0 ? "label" : "collection");
  const lines = linesOf(question, by);
  return (
    <section className="card" aria-labelledby="breakdown">
      <div className="head between wrap">
        <h2 id="breakdown">{m.breakdown}</h2>
        <Tabs<By>
          label={m.breakdown}
          panel="breakdown-panel"
          kind="quiet"
          value={by}
          onChange={setBy}
          tabs={(Object.keys(m.tabs) as By[]).map((id) => ({ id, title: m.tabs[id] }))}
        />
      </div>
      <div id="breakdown-panel" role="tabpanel" aria-labelledby={`breakdown-panel-${by}`} className="scrolls" tabIndex={0}>
        {lines.length === 0 ? <p className="small empty">{m.noParts}</p> : <Lines lines={lines} by={by} gate={gate} />}
      </div>
    </section>
  );
}

const Lines = ({ lines, by, gate }: { readonly lines: readonly Line[]; readonly by: By; readonly gate: number | null }): ReactNode => (
  <table>
    <thead>
      <tr>
        <th>{m.tabs[by]}</th>
        <th className="n">{m.items}</th>
        <th>{m.alpha}</th>
      </tr>
    </thead>
    <tbody>
      {lines.map((line) => (
        <tr key={line.name}>
          <td>
            <b dir="auto">{line.name}</b>
            {line.nVotes === null ? null : <span className="tiny">{` ${m.nAnswers(line.nVotes)}`}</span>}
          </td>
          <td className="n">{grouped(line.alpha.n)}</td>
          <td>
            <span className="row wrap">
              {line.alpha.value === null ? null : <Interval measure={line.alpha} gate={gate} />}
              <span>{measureText(line.alpha)}</span>
              {line.alpha.notes.includes("small_n") ? <span className="chip warn">{m.smallN}</span> : null}
            </span>
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);
