import { useState, type ReactNode } from "react";
import { KeyHint, keyWords } from "@/kit";
import { useAllCommands, type Command } from "@/kit/commands";
import { search } from "@/state/palette";
import { Dialog } from "@/view";
import { m } from "./messages/en";

/** All keys of this screen by group, those of the screen itself first; searchable. */
export function KeySheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const [query, setQuery] = useState("");
  const keyed = useAllCommands().filter((c) => c.keys);
  const found = search(keyed, query);
  const groups = [...new Set(found.map((c) => c.group))].toSorted((a, b) => Number(a === m.everywhere) - Number(b === m.everywhere));
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
      {groups.map((group) => (
        <section key={group} aria-label={group}>
          <h3>{group}</h3>
          <dl>
            {found
              .filter((c) => c.group === group)
              .map((command) => (
                <KeyLine key={command.id} command={command} />
              ))}
          </dl>
        </section>
      ))}
      {found.length === 0 ? <p className="small">{m.keysNone}</p> : null}
    </Dialog>
  );
}

function KeyLine({ command }: { readonly command: Command }): ReactNode {
  const keys = command.keys ?? "";
  return (
    <div style={{ display: "contents" }}>
      <dt>{command.title}</dt>
      <dd className="row">
        {keys.split(" ").map((k) => (
          <KeyHint key={k} keys={k} />
        ))}
        <span className="hidden">{keyWords(keys)}</span>
      </dd>
    </div>
  );
}
