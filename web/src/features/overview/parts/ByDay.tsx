import type { ReactNode } from "react";
import type { Overview } from "@/api/schema";
import { dayText } from "@/state/messages";
import { grouped } from "@/state/number";
import { m } from "../messages/en";

type Day = Overview["per_day"][number];
type Days = readonly Day[];

/** Days come as ISO dates or as whole days since 1970. */
const atOf = (day: Day["day"]): number => (typeof day === "number" ? day * 86_400_000 : Date.parse(day));

/** Answers by day as bars, with the same numbers as a table behind "Show data". */
export function ByDay({ days }: { readonly days: Days }): ReactNode {
  const total = days.reduce((n, d) => n + d.n, 0);
  return (
    <section className="card" aria-labelledby="by-day">
      <div className="head between">
        <h2 id="by-day">{m.perDayTitle}</h2>
        {total > 0 ? <span className="small">{m.perDaySub(total)}</span> : null}
      </div>
      {total === 0 ? <p className="small empty">{m.noDays}</p> : <Bars days={days.slice(-30)} />}
    </section>
  );
}

const WIDTH = 420;
const LEFT = 36;
const TOP = 14;
const BASE = 118;

function Bars({ days }: { readonly days: Days }): ReactNode {
  const most = niceTop(Math.max(...days.map((d) => d.n)));
  const step = (WIDTH - LEFT - 20) / days.length;
  const width = Math.min(step * 0.7, 36);
  const middle = (n: number): number => LEFT + 4 + n * step + Math.min(step * 0.5, 24);
  const y = (n: number): number => BASE - ((BASE - TOP) * n) / most;
  const named = [0, Math.floor((days.length - 1) / 2), days.length - 1].filter((n, i, all) => all.indexOf(n) === i);
  return (
    <div className="chart">
      <svg viewBox={`0 0 ${WIDTH} 144`} aria-hidden="true">
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <path d={`M${LEFT} ${y(most * share)}H${WIDTH}`} stroke="var(--hair)" />
            <text x={LEFT - 8} y={y(most * share) + 4} textAnchor="end">
              {grouped(most * share)}
            </text>
          </g>
        ))}
        {days.map((d, n) => (
          <rect
            key={d.day}
            x={middle(n) - width / 2}
            y={y(d.n)}
            width={width}
            height={BASE - y(d.n)}
            rx="2"
            fill="var(--accent)"
            opacity={n === days.length - 1 ? 1 : 0.55}
          />
        ))}
        {named.map((n) => (
          <text key={n} x={middle(n)} y={138} textAnchor="middle">
            {dayText(atOf(days[n]?.day ?? 0))}
          </text>
        ))}
      </svg>
      <details>
        <summary className="tiny">{m.showData}</summary>
        <table>
          <thead>
            <tr>
              <th>{m.day}</th>
              <th className="n">{m.answers}</th>
            </tr>
          </thead>
          <tbody>
            {days.map((d) => (
              <tr key={d.day}>
                <td>{dayText(atOf(d.day))}</td>
                <td className="n">{grouped(d.n)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </div>
  );
}

/** The least 1, 2 or 5 times a power of ten that holds `n`, and at least 4. */
function niceTop(n: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(n, 1)));
  return Math.max(4, ([1, 2, 5, 10].find((k) => k * power >= n) ?? 10) * power);
}
