import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { getJson } from "@/api/client";
import type { CandidReports } from "@/api/listed";
import { announce } from "@/kit/announcer";
import { useCommand } from "@/kit/useCommand";
import { dayText, timeText } from "@/state/messages";
import { ProblemNote } from "@/view";
import { m } from "../messages/en";

/** Tell the leads what is wrong with the guideline or the work, recorded under a name made for this one report. */
export function Candid({ project }: { readonly project: string }): ReactNode {
  const [words, setWords] = useState("");
  const [isSent, setSent] = useState(false);
  const { send, problem, isSending } = useCommand(project);
  const report = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!(await send("report_candidly", { words }))) return;
    setWords("");
    setSent(true);
    announce(m.reportSent, "polite");
  };
  return (
    <form className="card pad" onSubmit={(event) => void report(event)}>
      <h2>{m.report}</h2>
      <p className="small">{m.reportText}</p>
      <textarea className="input" rows={3} maxLength={4000} aria-label={m.reportLabel} value={words} onChange={(e) => setWords(e.target.value)} />
      <ProblemNote problem={problem} />
      <div className="row">
        <button type="submit" className="btn" disabled={!words.trim() || isSending}>
          {m.reportSend}
        </button>
        {isSent && !words ? <span className="chip ok">{m.reportSent}</span> : null}
      </div>
    </form>
  );
}

/** What was told, newest first, for those who can change the guideline. */
export function Reports({ project }: { readonly project: string }): ReactNode {
  const { data } = useQuery({ queryKey: [project, "reports"], queryFn: () => getJson<CandidReports>(`/projects/${project}/reports`) });
  if (!data || data.reports.length === 0) return null;
  return (
    <section className="card pad" aria-labelledby="reports">
      <h2 id="reports">{m.reports}</h2>
      {data.reports.map((each) => (
        <blockquote key={each.event_id} className="report">
          <p dir="auto">{each.words ?? m.reportErased}</p>
          <footer className="tiny">{m.reportedUnder(each.guideline_version, `${dayText(each.at)} ${timeText(each.at)}`)}</footer>
        </blockquote>
      ))}
    </section>
  );
}
