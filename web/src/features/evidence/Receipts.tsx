import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { getJson } from "@/api/client";
import type { OwnReceipts } from "@/api/schema";
import { useSession } from "@/kit/session";
import { keptReceipts } from "@/offline/receipts";
import { dayText, timeText } from "@/state/messages";
import { grouped } from "@/state/number";
import { Loaded, Page } from "@/view";
import { m } from "./messages/receipts";
import { ReceiptCheck } from "./parts/ReceiptCheck";
import "./evidence.css";

const SHOWN = 200;

/** What a person did here, and what they can prove of it without anybody's help. */
export default function Receipts({ project }: { readonly project: string }): ReactNode {
  const { account } = useSession();
  const own = useQuery({
    queryKey: [project, "receipts"],
    queryFn: async () => {
      const found = await getJson<OwnReceipts>(`/projects/${project}/receipts`);
      return { ...found, kept: await keptReceipts(account, found.origin).catch(() => []) };
    },
  });
  return (
    <Page title={m.title} sub={m.sub}>
      <Loaded of={own}>
        {({ receipts, kept, vkey }) => (
          <div className="side">
            <List receipts={receipts} kept={new Set(kept.map((each) => each.index))} />
            <ReceiptCheck project={project} vkey={vkey} kept={kept} nothing={receipts.length === 0} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

interface ListProps {
  readonly receipts: OwnReceipts["receipts"];
  readonly kept: ReadonlySet<number>;
}

function List({ receipts, kept }: ListProps): ReactNode {
  if (receipts.length === 0) return <p className="card empty muted">{m.none}</p>;
  const shown = receipts.slice(-SHOWN).toReversed();
  return (
    <div className="card">
      <table>
        <thead>
          <tr>
            <th>{m.recorded}</th>
            <th>{m.what}</th>
            <th className="n">{m.place}</th>
            <th>{m.here}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((each) => (
            <tr key={each.index}>
              <td className="muted">{`${dayText(each.at)} ${timeText(each.at)}`}</td>
              <td>{m.kinds[each.kind] ?? each.kind}</td>
              <td className="n">{grouped(each.index)}</td>
              <td>{kept.has(each.index) ? <span className="chip ok">{m.kept}</span> : <span className="muted">{m.notKept}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {receipts.length > SHOWN ? <p className="small pad">{m.more(receipts.length - SHOWN)}</p> : null}
    </div>
  );
}
