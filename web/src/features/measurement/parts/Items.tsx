import type { ReactNode } from "react";
import { Link } from "wouter";
import type { NamedItem, Quality, QuestionQuality } from "@/api/quality";
import type { Overview } from "@/api/schema";
import { hasRole } from "@/kit/session";
import { useNow } from "@/kit/useNow";
import { agoText } from "@/state/messages";
import { itemName } from "@/state/number";
import { m } from "../messages/en";

interface ItemsProps {
  readonly project: string;
  readonly overview: Overview;
  readonly disputed: Quality["disputed"];
  readonly question: QuestionQuality | undefined;
}

/** The items whose answers are most evenly split. Which answers they are stays unsaid: whoever settles them reads them blind. */
export function Divided({ project, overview, disputed, question }: ItemsProps): ReactNode {
  const items = question?.divided ?? [];
  const shown = new Set(items.map((each) => each.item));
  const others = disputed.items.filter((each) => !shown.has(each.item)).slice(0, Math.max(0, 10 - items.length));
  const bitsOf = new Map(items.map((each) => [each.item, each.bits]));
  return (
    <section className="card" aria-labelledby="disputed">
      <div className="head between wrap">
        <h2 id="disputed">{m.disputed}</h2>
        <span className="small">{m.disputedSub(disputed.n_open, disputed.n_settled)}</span>
      </div>
      {items.length + others.length === 0 ? (
        <p className="small empty">{m.noDisputes}</p>
      ) : (
        <ul className="lines">
          {[...items, ...others.map(named)].map((item) => (
            <Line key={item.item} project={project} overview={overview} disputed={disputed} question={question} item={item} bits={bitsOf.get(item.item)} />
          ))}
        </ul>
      )}
      <p className="foot">
        <Link href={`/p/${project}/disputes`}>{m.allDisputes}</Link>
      </p>
    </section>
  );
}

/** Items a model decides against most of the votes: the cheapest list to adjudicate. */
export function Accord({ project, overview, disputed, question }: ItemsProps): ReactNode {
  const accord = question?.accord;
  if (!accord) return null;
  return (
    <section className="card" aria-labelledby="accord">
      <div className="head between wrap">
        <h2 id="accord">{m.accordTitle}</h2>
        <span className="small">{m.accordSub(accord.n_differ - accord.n_ties)}</span>
      </div>
      {accord.items.length === 0 ? (
        <p className="small empty">{m.noneDiffer}</p>
      ) : (
        <ul className="lines">
          {accord.items.map((item) => (
            <Line key={item.item} project={project} overview={overview} disputed={disputed} question={question} item={item} bits={undefined} />
          ))}
        </ul>
      )}
      <p className="foot tiny">{[accord.n_ties > 0 ? m.accordTies(accord.n_ties) : null, m.accordExplain].filter(Boolean).join(" ")}</p>
    </section>
  );
}

const named = (line: Quality["disputed"]["items"][number]): NamedItem => ({
  item: line.item,
  external_id: line.external_id ?? null,
  excerpt: line.excerpt ?? "",
  n_votes: line.n_votes,
});

interface LineProps extends ItemsProps {
  readonly item: NamedItem;
  readonly bits: number | undefined;
}

function Line({ project, overview, disputed, question, item, bits }: LineProps): ReactNode {
  const now = useNow();
  const open = disputed.items.find((each) => each.item === item.item && each.question === (question?.question ?? each.question));
  const settles = hasRole(overview.roles, "adjudicator") && open?.mine === "free";
  const most = Math.log2(Math.max(2, Math.min(item.n_votes, question?.confusion[0]?.rows.length ?? 2)));
  return (
    <li>
      <div className="grow">
        {settles ? <Link href={`/p/${project}/disputes/${open.dispute}`}>{itemName(item)}</Link> : <b>{itemName(item)}</b>}
        <p className="small excerpt" dir="auto">
          {item.excerpt}
        </p>
      </div>
      <div className="line-end">
        {bits === undefined ? null : (
          <span className="row split">
            <span className="bar" aria-hidden="true">
              <i style={{ inlineSize: `${Math.min(100, (100 * bits) / most)}%` }} />
            </span>
            <span className="tiny">{m.bits(bits)}</span>
          </span>
        )}
        <span className="tiny">{[m.nAnswers(item.n_votes), open ? m.since(agoText(open.opened_at, now)) : null].filter(Boolean).join(" · ")}</span>
      </div>
    </li>
  );
}
