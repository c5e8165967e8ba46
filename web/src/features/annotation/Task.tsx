import { useCallback, useState, type ReactNode } from "react";
import type { Flag } from "@/api/listed";
import type { Guideline, Taxonomy } from "@/api/schema";
import { announce } from "@/kit/announcer";
import { GuideDrawer, type GuideTab } from "@/kit/GuideDrawer";
import type { Editors } from "@/kit/useEditors";
import { itemName } from "@/state/number";
import { canGoBack, type Place } from "@/state/work";
import { m } from "./messages/en";
import type { Batch, Snapshot, WorkStore } from "./store";
import { ActionBar } from "./parts/ActionBar";
import { ItemPane } from "./parts/ItemPane";
import { QuestionPane } from "./parts/QuestionPane";
import { ReasonDialog } from "./parts/ReasonDialog";
import { useTask } from "./useTask";
import { useTaskCommands, type Dialogs } from "./useTaskCommands";
import type { DrawerState } from "./Workspace";

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
  readonly asked: readonly Flag[];
  readonly drawer: DrawerState;
  readonly onDrawer: (drawer: DrawerState) => void;
}

export function Task(props: TaskProps): ReactNode {
  const { project, store, snapshot, place, batch, editors, drawer, onDrawer } = props;
  const [dialog, setDialog] = useState<Dialogs>(null);
  // What was typed and not sent comes back with the dialog: Esc discards nothing.
  const [unsent] = useState(() => new Map<string, string>());
  const task = useTask(props);
  const setDrawerOpen = (isOpen: boolean): void => onDrawer({ ...drawer, isOpen });
  const setTab = useCallback((tab: GuideTab) => onDrawer({ isOpen: true, tab }), [onDrawer]);
  useTaskCommands({ task, store, setDialog, isDrawerOpen: drawer.isOpen, setDrawerOpen });
  const draft = `${place.task.item}/${dialog}`;
  const say = (reason: string): void => {
    if (dialog === null) return;
    unsent.delete(draft);
    store.say(dialog, itemName(place.task), reason);
    setDialog(null);
    if (dialog !== "flag") return;
    announce(m.said.flag(itemName(place.task)), "polite");
    requestAnimationFrame(() => document.getElementById("work-item")?.focus());
  };
  return (
    <>
      <main className={drawer.isOpen ? "panes" : "panes closed"}>
        <ItemPane place={place} />
        <QuestionPane place={place} questions={batch.questions} editors={editors} problems={task.problems} onEdit={task.edit} />
        {drawer.isOpen ? (
          <GuideDrawer
            guideline={props.guideline}
            taxonomy={props.taxonomy}
            asked={props.asked}
            tab={drawer.tab}
            onTab={setTab}
            foot={UNCLEAR}
          />
        ) : null}
      </main>
      <ActionBar
        project={project}
        said={snapshot.said}
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
      {dialog ? (
        <ReasonDialog
          kind={dialog}
          draft={unsent.get(draft) ?? ""}
          onDraft={(text) => unsent.set(draft, text)}
          onSay={say}
          onClose={() => setDialog(null)}
        />
      ) : null}
    </>
  );
}

const UNCLEAR = (
  <p className="small">
    {m.unclear} <kbd>c</kbd> {m.unclearAsk} <kbd>f</kbd> {m.unclearFlag}
  </p>
);
