import type { ReactNode } from "react";
import type { ReleasePage } from "@/api/schema";
import { bytesText, grouped, shortDigest } from "@/state/number";
import { CopyButton } from "@/view";
import { m } from "../messages/en";

interface AsideProps {
  readonly project: string;
  readonly release: ReleasePage;
}

export function Aside({ project, release }: AsideProps): ReactNode {
  const file = bundleName(project, release.release);
  const command = `labelproof verify ${file} \\\n  --vkey '${release.vkey}'`;
  const size = release.size ?? release.files.reduce((n, f) => n + f.size, 0);
  return (
    <div className="stack">
      <div className="card pad">
        <h2>{m.whatGoesOut}</h2>
        {release.note ? <p dir="auto">{release.note}</p> : null}
        <table>
          <tbody>
            {Object.entries(release.counts).map(([status, n]) => (
              <tr key={status}>
                <td>{m.counts[status] ?? status}</td>
                <td className="n">
                  <span className={chipOf(status, n)}>{grouped(n)}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {release.rows_root ? (
          <p className="tiny">
            {m.rowsRoot} <code title={release.rows_root}>{shortDigest(release.rows_root, 16)}</code>
          </p>
        ) : null}
        {release.checkpoint ? (
          <p className="tiny">
            {m.checkpoint(release.checkpoint.size)} <code title={release.checkpoint.root}>{shortDigest(release.checkpoint.root, 12)}</code>
          </p>
        ) : null}
      </div>
      {release.bundle === "ready" ? (
        <div className="card pad">
          <h2>{m.checkYourself}</h2>
          <pre className="command" tabIndex={0}>{command}</pre>
          <div className="row wrap">
            <CopyButton title={m.copyCommand} done={m.copied} text={command} />
            <CopyButton title={m.copyKey} done={m.copied} text={release.vkey} />
          </div>
          <p className="tiny">{m.key}</p>
          <div className="row">
            <a className="btn" href={`/v1/projects/${project}/releases/${release.release}/bundle`} download={file}>
              {m.download}
            </a>
            {size > 0 ? <span className="small">{bytesText(size)}</span> : null}
          </div>
          <p className="small">{m.caveat}</p>
        </div>
      ) : null}
    </div>
  );
}

/** The name the server gives the file. */
const bundleName = (project: string, release: string): string => `labelproof-${project.slice(0, 8)}-${release.slice(0, 8)}.zip`;

const chipOf = (status: string, n: number): string =>
  status === "released" ? "chip ok" : n > 0 && status === "unresolved" ? "chip warn" : "chip";
