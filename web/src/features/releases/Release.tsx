import { useState, type ReactNode } from "react";
import type { ReleasePage } from "@/api/schema";
import { useVerification } from "./useVerification";
import { dayText, timeText } from "@/state/messages";
import { shortId } from "@/state/number";
import { Loaded, Page, ProblemNote, Sign, Tabs } from "@/view";
import { m } from "./messages/en";
import { Aside } from "./parts/Aside";
import { Checks } from "./parts/Checks";
import { Files } from "./parts/Files";
import { Rows } from "./parts/Rows";
import { useRelease } from "./queries";
import { StateChip } from "./Releases";
import "./releases.css";

type Tab = "checks" | "rows" | "files";

interface ReleaseProps {
  readonly project: string;
  readonly release: string;
}

export default function Release({ project, release }: ReleaseProps): ReactNode {
  const page = useRelease(project, release);
  return <Loaded of={page}>{(found) => <Shown project={project} release={found} />}</Loaded>;
}

function Shown({ project, release }: { readonly project: string; readonly release: ReleasePage }): ReactNode {
  const [tab, setTab] = useState<Tab>("checks");
  const { verify, result, problem, isVerifying } = useVerification(project, release.release);
  const isReady = release.bundle === "ready";
  const title = m.releaseOf(`${dayText(release.requested_at)} ${timeText(release.requested_at)}`);
  return (
    <Page
      title={title}
      chip={
        <>
          <StateChip release={release} />{" "}
          {result ? (
            <span className={result.ok ? "chip ok" : "chip danger"}>
              <Sign of={result.ok ? "tick" : "cross"} /> {result.ok ? m.verified : m.notVerified}
            </span>
          ) : null}
        </>
      }
      sub={subtitle(release)}
      actions={
        isReady ? (
          <button type="button" className={result ? "btn" : "btn primary"} disabled={isVerifying} onClick={() => void verify()}>
            {isVerifying ? m.verifying : result ? m.verifyAgain : m.verify}
          </button>
        ) : (
          <span className="chip accent">{m.bundles[release.bundle] ?? release.bundle}</span>
        )
      }
    >
      <Tabs<Tab>
        label={m.tabs}
        panel="release-panel"
        value={tab}
        onChange={setTab}
        tabs={[
          { id: "checks", title: m.checks },
          { id: "rows", title: m.rowsTab },
          { id: "files", title: m.filesTab },
        ]}
      />
      <ProblemNote problem={problem} />
      <div className="side">
        <div id="release-panel" role="tabpanel" aria-labelledby={`release-panel-${tab}`} tabIndex={-1}>
          {tab === "checks" ? <Checks result={result} isVerifying={isVerifying} /> : null}
          {tab === "rows" ? <Rows project={project} release={release.release} /> : null}
          {tab === "files" ? <Files files={release.files} /> : null}
        </div>
        <Aside project={project} release={release} />
      </div>
    </Page>
  );
}

const subtitle = (r: ReleasePage): string =>
  [
    m.frozen(r.position),
    r.n_rows === null ? null : m.nRows(r.n_rows),
    m.nUnresolved(r.n_unresolved ?? r.counts.unresolved ?? 0),
    r.supersedes ? m.supersedes(shortId(r.supersedes)) : null,
  ]
    .filter(Boolean)
    .join(" · ");
