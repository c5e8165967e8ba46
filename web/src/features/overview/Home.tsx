import type { ReactNode } from "react";
import { Link } from "wouter";
import type { ProjectLine } from "@/api/schema";
import { useProjects } from "@/kit/queries";
import { hasRole, useSession } from "@/kit/session";
import { Loaded, Page, Progress, StateSign } from "@/view";
import { m } from "./messages/en";
import "./overview.css";

export default function Home(): ReactNode {
  const projects = useProjects();
  const { alarms } = useSession();
  const isEmpty = projects.data?.length === 0;
  return (
    <Page
      title={m.home}
      sub={projects.data && !isEmpty ? m.homeSub(projects.data.length) : null}
      actions={
        <Link href="/new" className={isEmpty ? "btn primary" : "btn"}>
          {m.newProject}
        </Link>
      }
    >
      {(alarms ?? []).map((alarm) => (
        <div key={alarm} className="notice failed" role="alert">
          <StateSign state="failed" />
          <div>
            <p>{alarm}</p>
            <p className="small">{m.alarmFix}</p>
          </div>
        </div>
      ))}
      <Loaded of={projects}>
        {(list) =>
          list.length === 0 ? (
            <p className="card empty muted">{m.emptyHome}</p>
          ) : (
            <div className="projects">
              {list.map((p, n) => (
                <ProjectCard key={p.project} line={p} isFirst={n === 0} />
              ))}
            </div>
          )
        }
      </Loaded>
    </Page>
  );
}

function ProjectCard({ line, isFirst }: { readonly line: ProjectLine; readonly isFirst: boolean }): ReactNode {
  const at = `/p/${line.project}`;
  const mayLabel = hasRole(line.roles, "annotator") && line.n_items > line.n_complete;
  const maySettle = hasRole(line.roles, "adjudicator") && line.n_disputes > 0;
  const facts = [
    line.roles.map((role) => m.roles[role] ?? role).join(", "),
    line.overlap > 0 ? m.overlap(line.overlap) : null,
    line.n_disputes > 0 ? m.disputes(line.n_disputes) : null,
  ].filter(Boolean);
  return (
    <section className="card project-card">
      <div>
        <h2>
          <Link href={at}>{line.name}</Link>
        </h2>
        <p className="small">{facts.join(" · ")}</p>
      </div>
      <div className="stack" style={{ gap: 6 }}>
        <Progress value={line.n_complete} of={line.n_items} label={line.name} />
        <span className="tiny">{line.n_items === 0 ? m.noItems : m.completeOf(line.n_complete, line.n_items)}</span>
      </div>
      <div className="row wrap">
        {mayLabel ? (
          <Link href={`${at}/work`} className={isFirst ? "btn primary" : "btn"}>
            {m.start}
          </Link>
        ) : null}
        {maySettle ? (
          <Link href={`${at}/disputes`} className="btn">
            {m.settle(line.n_disputes)}
          </Link>
        ) : null}
        {mayLabel || maySettle ? null : (
          <Link href={at} className="btn">
            {m.open}
          </Link>
        )}
      </div>
    </section>
  );
}
