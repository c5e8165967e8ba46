import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { Link } from "wouter";
import { getJson } from "@/api/client";
import type { Explanation } from "@/api/schema";
import { useOverview } from "@/kit/queries";
import { useEditors, type Editors } from "@/kit/useEditors";
import { itemName } from "@/state/number";
import { CopyButton, Loaded, Onward, Tabs } from "@/view";
import { m } from "./messages/en";
import { normal, type Explained } from "./normal";
import { AsShown } from "./parts/AsShown";
import { Data } from "./parts/Data";
import { Proof } from "./parts/Proof";
import { Story } from "./parts/Story";
import { WithoutUs } from "./parts/WithoutUs";
import { useProof } from "./useProof";
import { useReleaseName } from "./useReleaseName";
import "./evidence.css";

type Tab = "story" | "shown" | "data";

interface ExplainProps {
  readonly project: string;
  readonly id: string;
}

/** One row from raw item to release, and the proof of it computed here. */
export default function Explain({ project, id }: ExplainProps): ReactNode {
  const explanation = useQuery({
    queryKey: [project, "explain", id],
    queryFn: () => getJson<Explanation>(`/projects/${project}/explain/${encodeURIComponent(id)}`),
  });
  const overview = useOverview(project);
  if (!overview.data) return <Loaded of={overview}>{() => null}</Loaded>;
  const { questions } = overview.data;
  return <Loaded of={explanation}>{(found) => <Shown project={project} explanation={normal(found, questions)} />}</Loaded>;
}

function Shown({ project, explanation }: { readonly project: string; readonly explanation: Explained }): ReactNode {
  const [tab, setTab] = useState<Tab>("story");
  const checks = useProof(project, explanation);
  const editors = useEditors(explanation.question ? [explanation.question.type] : []);
  const answer = answerText(explanation, editors);
  const release = useReleaseName(project, explanation.release);
  const nSettled = explanation.chain.filter((e) => e.kind === "review.settled").length;
  return (
    <>
      <title>{`${answer} · ${m.title} · Labelproof`}</title>
      <div className="between wrap">
        <div>
          <span className="small">
            {[
              release === null ? null : m.release(release),
              itemName({ item: explanation.item, external_id: explanation.externalId }),
              explanation.question?.title,
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>
          <div className="answer">
            <h1 tabIndex={-1} dir="auto">
              {answer}
            </h1>
            <span className="chip">{`${m.votes(explanation.nVotes)}${nSettled > 0 ? `, ${m.adjudications(nSettled)}` : ""}`}</span>
            {explanation.status ? (
              <span className={explanation.status === "unresolved" ? "chip warn" : "chip accent"}>{explanation.status}</span>
            ) : null}
          </div>
        </div>
        <div className="row">
          <Tabs<Tab>
            kind="quiet"
            label={m.tabs}
            panel="explain-panel"
            value={tab}
            onChange={setTab}
            tabs={[
              { id: "story", title: m.story },
              { id: "shown", title: m.shown },
              { id: "data", title: m.data },
            ]}
          />
          <CopyButton title={m.copy} done={m.copied} text={location.href} />
        </div>
      </div>
      <div className="story-grid">
        <div id="explain-panel" role="tabpanel" aria-labelledby={`explain-panel-${tab}`} tabIndex={-1}>
          {tab === "story" ? <Story project={project} explanation={explanation} editors={editors} /> : null}
          {tab === "shown" ? <AsShown explanation={explanation} editors={editors} /> : null}
          {tab === "data" ? <Data explanation={explanation} /> : null}
        </div>
        <div className="stack">
          <Proof checks={checks} nEvents={explanation.chain.length} />
          <WithoutUs project={project} explanation={explanation} />
          {explanation.release ? <Link href={`/p/${project}/releases/${explanation.release}`}>{m.bundle} <Onward /></Link> : null}
        </div>
      </div>
    </>
  );
}

function answerText({ value, status, question }: Explained, editors: Editors | null): string {
  if (value === null) return status === "undecidable" ? m.undecidable : m.noValue;
  const editor = question ? editors?.[question.type] : undefined;
  if (!editor || !question) return typeof value === "string" ? value : JSON.stringify(value);
  return editor.describe(value, question.config).join(", ");
}
