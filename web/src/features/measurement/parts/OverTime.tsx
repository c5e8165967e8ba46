import type { ReactNode } from "react";
import type { Block, Quality, QuestionQuality } from "@/api/quality";
import { dayText, timeText } from "@/state/messages";
import { coefficient, gateText, grouped } from "@/state/number";
import { measureText } from "@/view";
import { m } from "../messages/en";
import { bandsOf, markAt, scaleOf } from "../scale";

interface OverTimeProps {
  readonly question: QuestionQuality;
  readonly gate: number | null;
  readonly guidelines: Quality["guidelines"];
}

/** Alpha of each block of items with its interval as a band, the charter's gate, and where a guideline came in. */
export function OverTime({ question, gate, guidelines }: OverTimeProps): ReactNode {
  const blocks = question.over_time;
  return (
    <section className="card" aria-labelledby="over-time">
      <div className="head between wrap">
        <h2 id="over-time">{m.overTime}</h2>
        <span className="small">{m.overTimeSub(question.alpha.method.replace("alpha/", ""))}</span>
      </div>
      <div className="over-time">
        <div className="scrolls" tabIndex={0} role="region" aria-label={m.inChart(m.overTime)}>
          <Drawing blocks={blocks} gate={gate} guidelines={guidelines} />
        </div>
        {blocks.length === 1 && blocks[0] ? <p className="tiny">{m.oneBlock(blocks[0].n_items)}</p> : null}
        <details>
          <summary className="tiny">{m.showData}</summary>
          <Data blocks={blocks} />
        </details>
      </div>
    </section>
  );
}

const WIDTH = 1100;
const LEFT = 44;
const TOP = 16;
const BASE = 168;

function Drawing({ blocks, gate, guidelines }: { readonly blocks: readonly Block[] } & Omit<OverTimeProps, "question">): ReactNode {
  const { bottom, ticks } = scaleOf(blocks, gate);
  const y = (value: number): number => BASE - ((BASE - TOP) * (value - bottom)) / (1 - bottom);
  const step = blocks.length > 1 ? (WIDTH - LEFT - 80) / (blocks.length - 1) : 0;
  const x = (n: number): number => LEFT + 40 + n * step;
  return (
    <svg viewBox={`0 0 ${WIDTH} 200`} role="img" aria-label={m.chart}>
      {ticks.map((tick) => (
        <g key={tick}>
          <path d={`M${LEFT} ${y(tick)}H${WIDTH}`} stroke="var(--hair)" />
          <text x={LEFT - 8} y={y(tick) + 4} textAnchor="end">
            {coefficient(tick)}
          </text>
        </g>
      ))}
      {guidelines.map((g) => {
        const at = markAt(blocks, g.at);
        if (at === null) return null;
        return (
          <g key={g.version}>
            <path d={`M${x(at)} ${TOP}V${BASE}`} stroke="var(--line)" strokeDasharray="3 3" />
            <text x={x(at) + 6} y={TOP + 8}>{`guideline v${g.version}`}</text>
          </g>
        );
      })}
      {bandsOf(blocks).map((band) => (
        <g key={band[0]?.n}>
          <path
            d={`M${band.map((p) => `${x(p.n)} ${y(Math.max(bottom, p.low))}`).join("L")}L${band.toReversed().map((p) => `${x(p.n)} ${y(p.high)}`).join("L")}Z`}
            fill="var(--accent)"
            stroke="var(--accent)"
            strokeWidth={band.length === 1 ? 8 : 0}
            opacity="0.18"
          />
          <polyline points={band.map((p) => `${x(p.n)},${y(p.value)}`).join(" ")} fill="none" stroke="var(--accent)" strokeWidth="2" />
          {band.map((p) => (
            <circle key={p.n} cx={x(p.n)} cy={y(p.value)} r="3.5" fill="var(--accent)" />
          ))}
        </g>
      ))}
      {gate === null ? null : (
        <g>
          <path d={`M${LEFT} ${y(gate)}H${WIDTH}`} stroke="var(--danger)" strokeDasharray="5 4" />
          <text className="gate" x={WIDTH - 4} y={y(gate) - 6} textAnchor="end">
            {m.gate(gateText(gate))}
          </text>
        </g>
      )}
      {endsOf(blocks).map(([n, text]) => (
        <text key={n} x={x(n)} y={192} textAnchor="middle">
          {text}
        </text>
      ))}
    </svg>
  );
}

/** The day on which the first and the last block were completed; the time, when that is one day. */
function endsOf(blocks: readonly Block[]): readonly (readonly [number, string])[] {
  const first = blocks[0];
  const last = blocks.at(-1);
  if (!first || !last) return [];
  if (first === last) return [[0, at(first.until)]];
  const say = dayText(first.until) === dayText(last.until) ? at : dayText;
  return [
    [0, say(first.until)],
    [blocks.length - 1, say(last.until)],
  ];
}

const at = (ms: number): string => `${dayText(ms)} ${timeText(ms)}`;

const Data = ({ blocks }: { readonly blocks: readonly Block[] }): ReactNode => (
  <table>
    <thead>
      <tr>
        <th>{m.from}</th>
        <th>{m.until}</th>
        <th className="n">{m.items}</th>
        <th>{m.alpha}</th>
      </tr>
    </thead>
    <tbody>
      {blocks.map((block, n) => (
        <tr key={n}>
          <td>{at(block.from)}</td>
          <td>{at(block.until)}</td>
          <td className="n">{grouped(block.n_items)}</td>
          <td>{measureText(block.alpha)}</td>
        </tr>
      ))}
    </tbody>
  </table>
);
