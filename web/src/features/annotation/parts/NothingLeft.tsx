import { useEffect, useRef, type ReactNode } from "react";
import { Link } from "wouter";
import { ariaKeys, KeyHint } from "@/kit";
import { announce } from "@/kit/announcer";
import { useCommands } from "@/kit/commands";
import { Answers } from "@/kit/GuideDrawer";
import { canGoBack } from "@/state/work";
import { ProblemNote } from "@/view";
import { m } from "../messages/en";
import type { Snapshot, WorkStore } from "../store";
import type { Asked } from "../useAsked";

interface NothingLeftProps {
  readonly project: string;
  readonly store: WorkStore;
  readonly snapshot: Snapshot;
  readonly asked: Asked;
}

/** No item is on screen: all is answered, others hold the rest, or the server said no. The last answer can still be undone. */
export function NothingLeft({ project, store, snapshot, asked }: NothingLeftProps): ReactNode {
  const { problem, left, done, work, aside } = snapshot;
  const nHeld = Math.max(0, left - aside.length);
  const heading = useRef<HTMLHeadingElement>(null);
  const title = nHeld > 0 ? m.heldTitle : aside.length > 0 ? m.asideTitle : m.doneTitle;
  const mayUndo = canGoBack(work);
  useEffect(() => {
    heading.current?.focus();
    announce(title, "polite");
  }, [title]);
  useCommands(
    mayUndo
      ? [
          { id: "work.previous", title: m.previous, keys: "Backspace", group: m.group, run: store.back },
          { id: "work.undo", title: m.undoLast, keys: "Ctrl+z", group: m.group, run: store.back },
        ]
      : [],
  );
  const answered = asked.list.filter((f) => f.state === "answered");
  return (
    <main className="work-empty">
      {problem ? (
        <ProblemNote problem={problem} />
      ) : (
        <>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          <p className="muted">{nHeld > 0 ? m.heldText(done, done + left, nHeld) : aside.length > 0 ? m.asideText(aside.length) : m.doneText(done)}</p>
        </>
      )}
      <div className="row wrap">
        <button type="button" className="btn primary" onClick={() => void store.more()}>
          {m.lookAgain}
        </button>
        {aside.length > 0 ? (
          <button type="button" className="btn" onClick={() => store.takeUp(aside)}>
            {m.takeUp(aside.length)}
          </button>
        ) : null}
        {mayUndo ? (
          <button type="button" className="btn" aria-keyshortcuts={ariaKeys("Ctrl+z")} onClick={store.back}>
            {m.undoLast} <KeyHint keys="Ctrl+z" />
          </button>
        ) : null}
        <Link href={`/p/${project}`} className="btn">
          {m.toProject}
        </Link>
      </div>
      {asked.list.length > 0 ? <Answers answered={answered} nWaiting={asked.list.length - answered.length} /> : null}
    </main>
  );
}
