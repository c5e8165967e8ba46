import type { ReactNode } from "react";
import { ariaKeys, KeyHint } from "@/kit";
import { Shield } from "@/view";
import { m } from "../messages/en";
import type { Said } from "../store";

interface ActionBarProps {
  readonly project: string;
  readonly said: Said | null;
  readonly sealedAt: number | null;
  readonly undoTitle: string | null;
  readonly canGoBack: boolean;
  readonly isFlashing: boolean;
  readonly isTyping: boolean;
  readonly on: {
    readonly skip: () => void;
    readonly ask: () => void;
    readonly flag: () => void;
    readonly previous: () => void;
    readonly undo: () => void;
    readonly submit: () => void;
  };
}

/** Pinned: Submit is on screen at any size. */
export function ActionBar({ project, said, sealedAt, undoTitle, canGoBack, isFlashing, isTyping, on }: ActionBarProps): ReactNode {
  return (
    <footer className="work-foot">
      {said ? <p className="work-said small">{m.said[said.what](said.name)}</p> : null}
      <div className="work-bar">
      <BarButton keys="s" title={m.skip} onClick={on.skip} />
      <BarButton keys="c" title={m.ask} onClick={on.ask} />
      <BarButton keys="f" title={m.flag} onClick={on.flag} />
      <BarButton keys="Backspace" title={m.previous} onClick={on.previous} isDisabled={!canGoBack} />
      <span className="grow" />
      {sealedAt === null ? null : (
        <span className="work-seal">
          <a className="seal" href={`/v1/projects/${project}/receipts/${sealedAt}`} download={`receipt-${sealedAt}.tlog-proof`} title={m.receipt}>
            <Shield />
            {m.sealed(sealedAt)}
          </a>
        </span>
      )}
      {undoTitle === null ? null : <BarButton keys="Ctrl+z" title={undoTitle} onClick={on.undo} className="undo" />}
      <button type="button" className="btn primary" aria-keyshortcuts={ariaKeys(isTyping ? "Ctrl+Enter" : "Enter")} onClick={on.submit}>
        {m.submit} <KeyHint keys={isTyping ? "Ctrl+Enter" : "Enter"} isFlashing={isFlashing} />
      </button>
      </div>
    </footer>
  );
}

interface BarButtonProps {
  readonly keys: string;
  readonly title: string;
  readonly onClick: () => void;
  readonly isDisabled?: boolean;
  readonly className?: string;
}

const BarButton = ({ keys, title, onClick, isDisabled = false, className = "" }: BarButtonProps): ReactNode => (
  <button type="button" className={`btn quiet ${className}`} disabled={isDisabled} aria-keyshortcuts={ariaKeys(keys)} onClick={onClick}>
    <KeyHint keys={keys} /> <span className="bar-title">{title}</span>
  </button>
);
