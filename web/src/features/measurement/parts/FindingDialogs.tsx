import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { getJson } from "@/api/client";
import type { Finding, ImprovementAction, RecordedMeasure } from "@/api/quality";
import type { People } from "@/api/schema";
import { useGuideline, useTaxonomy } from "@/kit/queries";
import { grouped } from "@/state/number";
import { measureText, TextField } from "@/view";
import { f } from "../messages/findings";
import { useMeasures } from "../queries";
import { Ask, Choice } from "./Ask";

interface OpenProps {
  readonly project: string;
  readonly onClose: () => void;
}

export function OpenFinding({ project, onClose }: OpenProps): ReactNode {
  const [what, setWhat] = useState("");
  const [severity, setSeverity] = useState("minor");
  const [cure, setCure] = useState("sharpen_clause");
  const [label, setLabel] = useState("");
  const [clause, setClause] = useState("");
  const labels = useTaxonomy(project).data?.labels ?? [];
  const clauses = useGuideline(project).data?.clauses ?? [];
  const args = { what: what.trim(), severity, cure, label, clause };
  return (
    <Ask project={project} title={f.open} send={f.send.open} command="open_finding" args={args} isReady={what.trim() !== ""} onClose={onClose}>
      <TextField label={f.what} hint={f.whatHint} rows={3} value={what} onChange={setWhat} />
      <Choice label={f.severity} value={severity} onChange={setSeverity} options={Object.entries(f.severities)} />
      <Choice label={f.cure} value={cure} onChange={setCure} options={Object.entries(f.cures)} />
      <Choice label={f.label} value={label} onChange={setLabel} options={[["", f.any], ...labels.map((l) => [l.code, l.name] as const)]} />
      <Choice
        label={f.clause}
        value={clause}
        onChange={setClause}
        options={[["", f.any], ...clauses.map((c) => [c.id, `${c.id} ${c.title}`] as const)]}
      />
    </Ask>
  );
}

interface PlanProps extends OpenProps {
  readonly finding: Finding;
  readonly me: string;
}

export function PlanAction({ project, finding, me, onClose }: PlanProps): ReactNode {
  const [what, setWhat] = useState("");
  const [owner, setOwner] = useState(me);
  const [due, setDue] = useState("");
  const [before, setBefore] = useState("");
  const measures = useMeasures(project).data ?? [];
  const people = useQuery({ queryKey: [project, "people"], queryFn: () => getJson<People>(`/projects/${project}/people`) });
  const members = (people.data?.people ?? []).filter((p) => p.state === "active" && p.roles.length > 0);
  const chosen = before || (measures[0]?.measure ?? "");
  const args = { finding: finding.finding, what: what.trim(), owner, due: Date.parse(`${due}T23:59:59Z`), before: chosen };
  return (
    <Ask
      project={project}
      title={f.plan}
      send={f.send.plan}
      command="plan_action"
      args={args}
      isReady={what.trim() !== "" && due !== "" && chosen !== ""}
      onClose={onClose}
    >
      <TextField label={f.planWhat} rows={2} value={what} onChange={setWhat} />
      <Choice label={f.owner} value={owner} onChange={setOwner} options={members.map((p) => [p.member, p.name ?? p.member] as const)} />
      <TextField label={f.due} type="date" value={due} onChange={setDue} />
      <MeasureChoice label={f.before} none={f.noMeasures} measures={measures} value={chosen} onChange={setBefore} />
    </Ask>
  );
}

interface FinishProps extends OpenProps {
  readonly action: ImprovementAction;
}

export function FinishAction({ project, action, onClose }: FinishProps): ReactNode {
  const [words, setWords] = useState("");
  const [after, setAfter] = useState("");
  const { before } = action;
  const measures = (useMeasures(project).data ?? []).filter(
    (each) => each.name === before?.name && each.question === before.question && each.measure !== before.measure,
  );
  const chosen = after || (measures[0]?.measure ?? "");
  const args = { action: action.action, words: words.trim(), after: chosen };
  return (
    <Ask
      project={project}
      title={f.finishTitle}
      send={f.send.finish}
      command="finish_action"
      args={args}
      isReady={words.trim() !== "" && chosen !== ""}
      onClose={onClose}
    >
      <TextField label={f.words} rows={2} value={words} onChange={setWords} />
      <MeasureChoice label={f.after} none={f.noAfter} measures={measures} value={chosen} onChange={setAfter} />
    </Ask>
  );
}

interface CloseProps extends OpenProps {
  readonly finding: Finding;
}

export function CloseFinding({ project, finding, onClose }: CloseProps): ReactNode {
  const [outcome, setOutcome] = useState("fixed");
  const [reason, setReason] = useState("");
  const args = { finding: finding.finding, outcome, reason: reason.trim() };
  return (
    <Ask
      project={project}
      title={f.closeTitle}
      send={f.send.close}
      command="close_finding"
      args={args}
      isReady={reason.trim() !== ""}
      onClose={onClose}
    >
      <Choice label={f.outcome} value={outcome} onChange={setOutcome} options={Object.entries(f.outcomes)} />
      <TextField label={f.reason} rows={3} value={reason} onChange={setReason} />
    </Ask>
  );
}

interface MeasureChoiceProps {
  readonly label: string;
  readonly none: string;
  readonly measures: readonly RecordedMeasure[];
  readonly value: string;
  readonly onChange: (measure: string) => void;
}

function MeasureChoice({ label, none, measures, value, onChange }: MeasureChoiceProps): ReactNode {
  if (measures.length === 0) return <p className="small">{none}</p>;
  const said = (each: RecordedMeasure): string =>
    `${f.measured[each.name] ?? each.name}${each.figure ? ` ${measureText(each.figure)}` : ""}, ${f.at(grouped(each.position))}`;
  return <Choice label={label} value={value} onChange={onChange} options={measures.map((each) => [each.measure, said(each)] as const)} />;
}
