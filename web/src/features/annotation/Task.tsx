import { useState, type ReactNode } from "react";
import type { Guideline, Taxonomy } from "@/api/schema";
import type { Editors } from "@/kit/useEditors";
import { canGoBack, type Place } from "@/state/work";
import type { Batch, Snapshot, WorkStore } from "./store";
import { ActionBar } from "./parts/ActionBar";
import { GuideDrawer } from "./parts/GuideDrawer";
import { ItemPane } from "./parts/ItemPane";
import { QuestionPane } from "./parts/QuestionPane";
import { ReasonDialog } from "./parts/ReasonDialog";
import { useTask } from "./useTask";
import { useTaskCommands, type Dialogs } from "./useTaskCommands";

export interface TaskProps {
  readonly project: string;
  readonly store: WorkStore;
  readonly snapshot: Snapshot;
  readonly place: Place;
  readonly batch: Batch;
  readonly editors: Editors;
  readonly guideline: Guideline | undefined;
  readonly taxonomy: Taxonomy | undefined;
  readonly takeTime: () => number;
}

export function Task(props: TaskProps): ReactNode {
  const { project, store, snapshot, place, batch, editors, guideline, taxonomy } = props;
  const [dialog, setDialog] = useState<Dialogs>(null);
  const [isDrawerOpen, setDrawerOpen] = useState(true);
  const task = useTask(props);
  useTaskCommands({ task, store, place, setDialog, isDrawerOpen, setDrawerOpen });
  const say = (reason: string): void => {
    if (dialog === "skip") store.say("skip_item", reason, true);
    else store.say("flag_item", reason, dialog === "ask");
    setDialog(null);
  };
  return (
    <>
      <main className={isDrawerOpen ? "panes" : "panes closed"}>
        <ItemPane place={place} />
        <QuestionPane
          place={place}
          questions={batch.questions}
          editors={editors}
          problems={task.problems}
          onEdit={task.edit}
        />
        {isDrawerOpen ? <GuideDrawer guideline={guideline} taxonomy={taxonomy} /> : null}
      </main>
      <ActionBar
        project={project}
        sealedAt={snapshot.sealedAt}
        undoTitle={task.undoTitle}
        canGoBack={canGoBack(snapshot.work)}
        isFlashing={task.isFlashing}
        isTyping={task.hasTyping}
        on={{
          skip: () => setDialog("skip"),
          ask: () => setDialog("ask"),
          flag: () => setDialog("flag"),
          previous: store.back,
          undo: () => store.undo(),
          submit: () => task.submit("pointer"),
        }}
      />
      {dialog ? <ReasonDialog kind={dialog} onSay={say} onClose={() => setDialog(null)} /> : null}
    </>
  );
}
