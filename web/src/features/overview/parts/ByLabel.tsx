import type { CSSProperties, ReactNode } from "react";
import type { Agreement } from "@/api/schema";
import { labelColor } from "@/kit";
import { coefficient, grouped } from "@/state/number";
import { Interval } from "@/view";
import { m } from "../messages/en";

interface ByLabelProps {
  readonly question: Agreement["questions"][number] | undefined;
  readonly gate: number | null;
}

export function ByLabel({ question, gate }: ByLabelProps): ReactNode {
  const rows = question?.by_label ?? [];
  return (
    <section className="card" aria-labelledby="by-label">
      <div className="head between">
        <h2 id="by-label">{m.byLabel}</h2>
        <span className="small">{m.byLabelSub}</span>
      </div>
      {rows.length === 0 ? (
        <p className="small empty">{m.noAgreement}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th>{m.label}</th>
              <th className="n">{m.votes}</th>
              <th>{m.agreementShort}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, n) => (
              <tr key={row.label}>
                <td>
                  <span className="row" style={{ "--c": labelColor(n) } as CSSProperties}>
                    <span className="swatch" />
                    <b>{row.name}</b>
                    <code>{row.label}</code>
                  </span>
                </td>
                <td className="n">{grouped(row.n_votes)}</td>
                <td>
                  {row.alpha.value === null ? (
                    <span className="chip warn">{m.notEnough}</span>
                  ) : (
                    <span className="row">
                      <Interval measure={row.alpha} gate={gate} />
                      <span>{coefficient(row.alpha.value)}</span>
                      {row.alpha.low === null || row.alpha.high === null ? null : (
                        <span className="tiny">{`[${coefficient(row.alpha.low)}, ${coefficient(row.alpha.high)}]`}</span>
                      )}
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
