import { useEffect, useRef, type ReactNode } from "react";
import { useLocation } from "wouter";
import { KeyHint } from "@/kit";
import { useOverview } from "@/kit/queries";
import { seesLog } from "@/kit/session";
import { useNow } from "@/kit/useNow";
import { agoText } from "@/state/messages";
import { Seal, Sign } from "@/view";
import { m } from "./messages/en";
import { Rail } from "./Rail";

interface ShellProps {
  readonly project: string | null;
  readonly onPalette: () => void;
  readonly children: ReactNode;
}

/** Rail, top bar and page of every screen but the workspace and adjudication, which need the whole width. */
export function Shell({ project, onPalette, children }: ShellProps): ReactNode {
  const [location] = useLocation();
  const main = useRef<HTMLElement>(null);
  const shown = useRef(location);
  useEffect(() => {
    if (shown.current !== location) main.current?.focus();
    shown.current = location;
  }, [location]);
  return (
    <div className="frame">
      <a className="skip-link" href="#main">
        {m.skip}
      </a>
      <Rail project={project} />
      <div>
        <header className="top">
          <button type="button" className="palette-field" onClick={onPalette} aria-keyshortcuts="Control+K">
            <Sign of="search" />
            <span className="grow">{m.goTo}</span>
            <KeyHint keys="Ctrl+k" />
          </button>
          <span className="grow" />
          {project ? <LogHead project={project} /> : null}
        </header>
        <main id="main" ref={main} tabIndex={-1} className="body">
          {children}
        </main>
      </div>
    </div>
  );
}

function LogHead({ project }: { readonly project: string }): ReactNode {
  const { data } = useOverview(project, true);
  const now = useNow(data?.log.at ?? null);
  if (!data) return null;
  const { size, at } = data.log;
  const words = at === null ? m.notSigned(size) : m.signedAt(size, agoText(at, now));
  return <Seal to={seesLog(data.roles) ? `/p/${project}/log` : null}>{words}</Seal>;
}
