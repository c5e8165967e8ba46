import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { getJson } from "@/api/client";
import type { Flag } from "@/api/listed";
import { Loaded, Page, Tabs } from "@/view";
import { m } from "./messages/flags";
import { FlagCard } from "./parts/FlagCard";
import "./flags.css";

type State = Flag["state"];

/** What annotators asked or found wrong, oldest first, each with the item it is about and a place to answer. */
export default function Flags({ project }: { readonly project: string }): ReactNode {
  const [state, setState] = useState<State>("open");
  const flags = useQuery({
    queryKey: [project, "flags", state],
    queryFn: async () => (await getJson<{ flags: readonly Flag[] }>(`/projects/${project}/flags?state=${state}`)).flags,
  });
  return (
    <Page title={m.title} sub={m.sub}>
      <Tabs<State>
        label={m.tabs}
        panel="flags-panel"
        value={state}
        onChange={setState}
        tabs={[
          { id: "open", title: m.open },
          { id: "answered", title: m.answered },
        ]}
      />
      <div id="flags-panel" role="tabpanel" aria-labelledby={`flags-panel-${state}`} className="stack">
        <Loaded of={flags}>
          {(list) =>
            list.length === 0 ? (
              <p className="card empty muted">{state === "open" ? m.noneOpen : m.noneAnswered}</p>
            ) : (
              <ul className="stack">
                {list.map((flag) => (
                  <li key={flag.flag}>
                    <FlagCard project={project} flag={flag} />
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </div>
    </Page>
  );
}
