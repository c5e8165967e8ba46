import { useState, type ReactNode } from "react";
import { KeyHint } from "@/kit";
import { useAllCommands } from "@/kit/commands";
import { search } from "@/state/palette";
import { Dialog } from "@/view";
import { m } from "./messages/en";

/** All keys of this screen, searchable. */
export function KeySheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const [query, setQuery] = useState("");
  const keyed = useAllCommands().filter((c) => c.keys);
  const found = search(keyed, query);
  return (
    <Dialog title={m.keysTitle} className="keysheet" onClose={onClose}>
      <input
        className="input"
        type="search"
        aria-label={m.keysFilter}
        placeholder={m.keysFilter}
        value={query}
        onChange={(e) => setQuery(e.target.value)}
      />
      <dl>
        {found.map((command) => (
          <div key={command.id} style={{ display: "contents" }}>
            <dt>
              {command.title} <span className="tiny">{command.group}</span>
            </dt>
            <dd className="row">
              {(command.keys ?? "").split(" ").map((k) => (
                <KeyHint key={k} keys={k} />
              ))}
              <span className="hidden">{command.keys}</span>
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
