import type { ReactNode } from "react";
import { Link } from "wouter";
import type { DisputeLine } from "@/api/schema";
import { useOverview } from "@/kit/queries";
import { hasRole } from "@/kit/session";
import { useNow } from "@/kit/useNow";
import { agoText } from "@/state/messages";
import { itemName, shortId } from "@/state/number";
import { Loaded, Onward, Page } from "@/view";
import { m } from "./messages/en";
import { useDisputes } from "./queries";

export default function DisputesPage({ project }: { readonly project: string }): ReactNode {
  const disputes = useDisputes(project);
  const overview = useOverview(project);
  const mayOpen = hasRole(overview.data?.roles ?? [], "adjudicator");
  const first = disputes.data?.disputes.find((d) => d.mine === "free");
  const titles = new Map((overview.data?.questions ?? []).map((q) => [q.question, q.title]));
  return (
    <Page
      title={m.title}
      sub={disputes.data ? m.sub(disputes.data.n_open, disputes.data.n_settled) : null}
      actions={
        mayOpen && first ? (
          <Link href={`/p/${project}/disputes/${first.dispute}`} className="btn primary">
            {m.settle}
          </Link>
        ) : null
      }
    >
      <Loaded of={disputes}>
        {({ disputes: list }) =>
          list.length === 0 ? (
            <p className="card empty muted">{m.none}</p>
          ) : (
            <>
              <Table project={project} list={list} titles={titles} mayOpen={mayOpen} />
              {mayOpen ? null : <p className="small">{m.notAdjudicator}</p>}
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

interface TableProps {
  readonly project: string;
  readonly list: readonly DisputeLine[];
  readonly titles: ReadonlyMap<string, string>;
  readonly mayOpen: boolean;
}

function Table({ project, list, titles, mayOpen }: TableProps): ReactNode {
  const now = useNow();
  return (
    <div className="card">
      <table>
        <thead>
          <tr>
            <th>{m.item}</th>
            <th className="wide">{m.question}</th>
            <th className="n wide">{m.votes}</th>
            <th className="n wide">{m.opened}</th>
            <th className="n">
              <span className="hidden">{m.open}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {list.map((d) => (
            <tr key={d.dispute}>
              <td>
                <b title={d.item}>{itemName(d)}</b>
                {d.excerpt ? (
                  <p className="small excerpt" dir="auto">
                    {d.excerpt}
                  </p>
                ) : null}
              </td>
              <td className="wide">{titles.get(d.question) ?? shortId(d.question)}</td>
              <td className="n wide">{d.n_votes}</td>
              <td className="n muted wide">{agoText(d.opened_at, now)}</td>
              <td className="n">
                {d.mine === "own_work" ? (
                  <span className="chip">{m.ownWork}</span>
                ) : mayOpen ? (
                  <Link href={`/p/${project}/disputes/${d.dispute}`}>{m.open} <Onward /></Link>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
