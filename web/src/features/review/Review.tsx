import type { ReactNode } from "react";
import { Link } from "wouter";
import { useProjects } from "@/kit/queries";
import { hasRole } from "@/kit/session";
import { Loaded, Onward, Page } from "@/view";
import { m } from "./messages/en";

export default function Review(): ReactNode {
  const projects = useProjects();
  return (
    <Page title={m.review} sub={m.reviewSub}>
      <Loaded of={projects}>
        {(list) => {
          const mine = list.filter((p) => hasRole(p.roles, "adjudicator") && p.n_disputes > 0);
          if (mine.length === 0) return <p className="card empty muted">{m.nothing}</p>;
          return (
            <div className="card">
              <table>
                <tbody>
                  {mine.map((p) => (
                    <tr key={p.project}>
                      <td>
                        <b>{p.name}</b>
                      </td>
                      <td className="n">
                        <span className="chip warn">{p.n_disputes}</span>
                      </td>
                      <td className="n">
                        <Link href={`/p/${p.project}/disputes`}>{m.settle} <Onward /></Link>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          );
        }}
      </Loaded>
    </Page>
  );
}
