import type { ReactNode } from "react";
import type { Explained } from "../normal";
import { CopyButton } from "@/view";
import { m } from "../messages/en";

interface WithoutUsProps {
  readonly project: string;
  readonly explanation: Explained;
}

export function WithoutUs({ project, explanation }: WithoutUsProps): ReactNode {
  const { release, proof, chain } = explanation;
  const command =
    release && proof
      ? `labelproof verify labelproof-${project.slice(0, 8)}-${release.slice(0, 8)}.zip \\\n  --vkey '${proof.vkey}'`
      : `labelproof explain ${explanation.item}`;
  const last = chain.at(-1);
  return (
    <section className="card pad" aria-labelledby="without-us">
      <h2 id="without-us">{m.yourself}</h2>
      <pre className="command" tabIndex={0}>
        {command}
      </pre>
      <div>
        <CopyButton title={m.copyCommand} done={m.copied} text={command} />
      </div>
      <p className="small">{m.yourselfText}</p>
      {last ? (
        <div>
          <a className="btn" href={`/v1/projects/${project}/receipts/${last.index}`} download={`leaf-${last.index}.tlog-proof`}>
            {m.receipt}
          </a>
        </div>
      ) : null}
      <p className="small">{m.caveat}</p>
    </section>
  );
}
