import type { ReactNode } from "react";
import type { Explained } from "../normal";
import { m } from "../messages/en";

interface WithoutUsProps {
  readonly project: string;
  readonly explanation: Explained;
}

export function WithoutUs({ project, explanation }: WithoutUsProps): ReactNode {
  const { release, proof, chain } = explanation;
  const last = chain.at(-1);
  return (
    <section className="card pad" aria-labelledby="without-us">
      <h2 id="without-us">{m.yourself}</h2>
      <pre className="command" tabIndex={0}>
        {release && proof
          ? `labelproof verify bundle.zip \\\n  --vkey ${proof.vkey.slice(0, 44)}…`
          : `labelproof explain ${explanation.item.slice(0, 12)}…`}
      </pre>
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
