import { useSyncExternalStore, type ReactNode } from "react";
import { Link } from "wouter";
import { clockText } from "@/state/activity";
import { Backward, Mark, Progress, Tick } from "@/view";
import { m } from "../messages/en";
import type { Snapshot } from "../store";
import type { ActiveClock } from "../useWorkStore";

interface TopBarProps {
  readonly project: string;
  readonly name: string;
  readonly title: string | null;
  readonly snapshot: Snapshot;
  readonly clock: ActiveClock;
  readonly nAnswers: number;
  readonly onAnswers: () => void;
  readonly onKeys: () => void;
}

export function TopBar({ project, name, title, snapshot, clock, nAnswers, onAnswers, onKeys }: TopBarProps): ReactNode {
  const { batch, done, left } = snapshot;
  return (
    <header className="top work-top">
      <Link href={`/p/${project}`} className="work-back">
        <Mark />
        <span className="row">
          <Backward /> {name || m.back}
        </span>
      </Link>
      {title === null ? null : (
        <>
          <span className="sep" aria-hidden="true">
            /
          </span>
          <h1 id="work-item" tabIndex={-1} className="work-title">
            <bdi>{title}</bdi>
          </h1>
        </>
      )}
      <span className="work-progress">
        <Progress value={done} of={done + left} label={m.progressLabel} />
        <span className="small">{m.progress(done, done + left)}</span>
      </span>
      <span className="grow" />
      {nAnswers > 0 ? (
        <button type="button" className="chip accent work-answers" onClick={onAnswers}>
          {m.answersForYou(nAnswers)}
        </button>
      ) : null}
      <span className="small work-versions">
        {m.guideVersion} <b className="strong">v{batch?.guideline?.version ?? "–"}</b> · {m.labelsVersion}{" "}
        <b className="strong">v{batch?.taxonomy?.version ?? "–"}</b>
      </span>
      <span className="sep work-versions" aria-hidden="true">
        ·
      </span>
      <Clock clock={clock} />
      <span className="sep" aria-hidden="true">
        ·
      </span>
      <SavedWord snapshot={snapshot} />
      <button type="button" className="key-button" aria-label={m.keys} onClick={onKeys}>
        <kbd aria-hidden="true">?</kbd>
      </button>
    </header>
  );
}

function Clock({ clock }: { readonly clock: ActiveClock }): ReactNode {
  const { ms, isRunning } = useSyncExternalStore(clock.subscribe, clock.get);
  return (
    <span className="small work-clock">
      {m.active} {clockText(ms)} {isRunning ? "" : `(${m.paused})`}
    </span>
  );
}

function SavedWord({ snapshot }: { readonly snapshot: Snapshot }): ReactNode {
  const { saved, nToSend, stopped } = snapshot;
  if (saved === "failed") return <span className="chip danger">{m.notSaved}</span>;
  if (stopped === "signed_out") return <span className="chip warn">{m.signedOutWord}</span>;
  if (nToSend > 0 && stopped !== null) return <span className="chip warn">{`${m.offlineWord} · ${m.toSend(nToSend)}`}</span>;
  if (saved === "device") return <span className="small">{m.onDevice}</span>;
  return (
    <span className="seal">
      <Tick />
      {m.saved}
    </span>
  );
}
