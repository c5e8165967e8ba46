import type { ReactNode } from "react";
import type { Overview as OverviewAnswer } from "@/api/schema";
import { useAgreement, useOverview } from "@/kit/queries";
import { hasRole } from "@/kit/session";
import { Loaded, Page } from "@/view";
import { m } from "./messages/en";
import { ByDay } from "./parts/ByDay";
import { ByLabel } from "./parts/ByLabel";
import { Figures } from "./parts/Figures";
import { Needs } from "./parts/Needs";
import { Stages } from "./parts/Stages";
import "./overview.css";

/** Work to do first, numbers second, charts last. */
export default function Overview({ project }: { readonly project: string }): ReactNode {
  const overview = useOverview(project);
  return (
    <Loaded of={overview}>
      {(found) => (
        <Page
          title={found.name}
          sub={subtitle(found)}
          actions={hasRole(found.roles, "owner", "lead", "auditor") ? <Stages overview={found} /> : null}
        >
          <Needs overview={found} />
          {found.n_items > 0 ? <Numbers project={project} overview={found} /> : null}
        </Page>
      )}
    </Loaded>
  );
}

function subtitle(o: OverviewAnswer): string {
  const [first, ...others] = o.collections;
  return [
    o.charter?.signed ? m.charterBy(o.charter.version, o.charter.owner) : m.charterDraft,
    first && others.length === 0 ? m.collection(first.name, first.licence) : first ? m.collections(o.collections.length) : null,
    m.annotators(o.n_annotators),
  ]
    .filter(Boolean)
    .join(" · ");
}

function Numbers({ project, overview }: { readonly project: string; readonly overview: OverviewAnswer }): ReactNode {
  const seesNumbers = hasRole(overview.roles, "owner", "lead", "auditor", "adjudicator");
  const agreement = useAgreement(project, seesNumbers);
  const first = agreement.data?.questions[0];
  if (!seesNumbers) return null;
  return (
    <>
      <Figures overview={overview} alpha={first?.alpha ?? null} />
      <div className="two">
        <ByLabel question={first} gate={overview.charter?.min_alpha ?? null} />
        <ByDay days={overview.per_day} />
      </div>
    </>
  );
}
