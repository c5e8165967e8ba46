import { useEffect, useState, type ReactNode } from "react";
import { useSession } from "@/kit/session";
import { useEditors } from "@/kit/useEditors";
import type { GuideTab } from "@/kit/GuideDrawer";
import { useGuideline, useTaxonomy } from "@/kit/queries";
import { current } from "@/state/work";
import { itemName } from "@/state/number";
import { m } from "./messages/en";
import { NothingLeft } from "./parts/NothingLeft";
import { Task } from "./Task";
import { TopBar } from "./parts/TopBar";
import { useAsked } from "./useAsked";
import { useActiveClock, useWorkStore } from "./useWorkStore";
import "./workspace.css";

interface WorkspaceProps {
  readonly project: string;
  readonly onKeys: () => void;
}

export interface DrawerState {
  readonly isOpen: boolean;
  readonly tab: GuideTab;
}

/** One item, its questions and the guide. One key answers, and the next item is already there. */
export default function Workspace({ project, onKeys }: WorkspaceProps): ReactNode {
  const [store, snapshot] = useWorkStore(project);
  const [drawer, setDrawer] = useState<DrawerState>({ isOpen: true, tab: "guide" });
  const clock = useActiveClock();
  const session = useSession();
  const asked = useAsked(project);
  const { batch } = snapshot;
  const guideline = useGuideline(project, null, batch !== null && batch.guideline !== null);
  const taxonomy = useTaxonomy(project, batch !== null && batch.taxonomy !== null);
  const editors = useEditors(batch?.questions.map((q) => q.type) ?? []);
  const place = current(snapshot.work);
  const title = place ? itemName(place.task) : null;
  useEffect(() => void (document.title = m.title(title ?? "")), [title]);
  useEffect(() => {
    store.takeUp(asked.list.filter((f) => f.state === "answered").map((f) => f.item));
  }, [store, asked.list]);
  const name = session.projects.find((p) => p.project === project)?.name ?? "";
  const showAnswers = (): void => {
    asked.markSeen();
    setDrawer({ isOpen: true, tab: "answers" });
    requestAnimationFrame(() => document.getElementById("guide-panel")?.focus());
  };
  return (
    <div className="workspace">
      <TopBar
        project={project}
        name={name}
        title={title}
        snapshot={snapshot}
        clock={clock}
        nAnswers={place ? asked.nNew : 0}
        onAnswers={showAnswers}
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
          asked={asked.list}
          drawer={drawer}
          onDrawer={setDrawer}
        />
      ) : snapshot.isLoading || (place && !editors) ? (
        <div className="loading" role="progressbar" aria-label="Loading" />
      ) : (
        <NothingLeft project={project} store={store} snapshot={snapshot} asked={asked} />
      )}
    </div>
  );
}
