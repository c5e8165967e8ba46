import type { ReactNode } from "react";
import type { ReleasePage } from "@/api/schema";
import { bytesText } from "@/state/number";
import { m } from "../messages/en";

export function Files({ files }: { readonly files: ReleasePage["files"] }): ReactNode {
  return (
    <div className="card">
      <table>
        <thead>
          <tr>
            <th>{m.file}</th>
            <th className="n">{m.size}</th>
            <th>SHA-256</th>
          </tr>
        </thead>
        <tbody>
          {files.map((f) => (
            <tr key={f.path}>
              <td>
                <code className="strong">{f.path}</code>
              </td>
              <td className="n">{bytesText(f.size)}</td>
              <td>
                {f.sha256 ? <code title={f.sha256}>{f.sha256.slice(0, 20)}…</code> : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
