import { useEffect, type ReactNode } from "react";
import { Link } from "wouter";
import { useSession } from "@/kit/session";
import { useEditors } from "@/kit/useEditors";
import { useGuideline, useTaxonomy } from "@/kit/queries";
import { current } from "@/state/work";
import { shortId } from "@/state/number";
import { ProblemNote } from "@/view";
import { m } from "./messages/en";
import { Task } from "./Task";
import { TopBar } from "./parts/TopBar";
import { useActiveClock, useWorkStore } from "./useWorkStore";
import "./workspace.css";

interface WorkspaceProps {
  readonly project: string;
  readonly onKeys: () => void;
}

/** One item, its questions and the guide. One key answers, and the next item is already there. */
export default function Workspace({ project, onKeys }: WorkspaceProps): ReactNode {
  const [store, snapshot] = useWorkStore(project);
  const clock = useActiveClock();
  const session = useSession();
  const { batch } = snapshot;
  const guideline = useGuideline(project, null, batch !== null && batch.guideline !== null);
  const taxonomy = useTaxonomy(project, batch !== null && batch.taxonomy !== null);
  const editors = useEditors(batch?.questions.map((q) => q.type) ?? []);
  const place = current(snapshot.work);
  const title = place ? (place.task.external_id ?? shortId(place.task.item)) : null;
  useEffect(() => void (document.title = m.title(title ?? "")), [title]);
  const name = session.projects.find((p) => p.project === project)?.name ?? "";
  return (
    <div className="workspace">
      <TopBar
        project={project}
        name={name}
        title={title}
        snapshot={snapshot}
        clock={clock}
        onKeys={onKeys}
      />
      {place && batch && editors ? (
        <Task
          project={project}
          store={store}
          snapshot={snapshot}
          place={place}
          batch={batch}
          editors={editors}
          guideline={guideline.data}
          taxonomy={taxonomy.data}
          takeTime={clock.take}
        />
      ) : snapshot.isLoading || (place && !editors) ? (
        <div className="loading" role="progressbar" aria-label="Loading" />
      ) : (
        <main className="work-empty">
          {snapshot.problem ? (
            <ProblemNote problem={snapshot.problem} />
          ) : (
            <>
              <h1>{m.doneTitle}</h1>
              <p className="muted">{m.doneText(snapshot.done)}</p>
            </>
          )}
          <div className="row">
            <button type="button" className="btn primary" onClick={() => void store.more()}>
              {m.lookAgain}
            </button>
            <Link href={`/p/${project}`} className="btn">
              {m.toProject}
            </Link>
          </div>
        </main>
      )}
    </div>
  );
}
