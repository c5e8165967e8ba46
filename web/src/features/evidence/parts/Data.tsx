import type { ReactNode } from "react";
import type { Explained } from "../normal";
import { fromBase64 } from "@/state/bytes";
import { m } from "../messages/en";

/** The leaves byte for byte, as they were hashed. */
export function Data({ explanation }: { readonly explanation: Explained }): ReactNode {
  return (
    <div className="card pad">
      {explanation.chain.map((event) => (
        <section key={event.index} className="leaf-data">
          <h2 className="eyebrow">{`${m.dataField} ${event.index} · ${event.kind}`}</h2>
          <pre className="command">{new TextDecoder().decode(fromBase64(event.leaf))}</pre>
        </section>
      ))}
    </div>
  );
}
