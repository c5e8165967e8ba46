import { useId, useState, type KeyboardEvent, type ReactNode } from "react";
import { useLocation } from "wouter";
import { KeyHint } from "@/kit";
import { useAllCommands, type Command } from "@/kit/commands";
import { looksLikeId, search } from "@/state/palette";
import { Dialog } from "@/view";
import { m } from "./messages/en";

interface PaletteProps {
  readonly project: string | null;
  readonly onClose: () => void;
}

/** Every command of this screen, every screen, and any id typed or pasted. */
export function Palette({ project, onClose }: PaletteProps): ReactNode {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const [, go] = useLocation();
  const commands = useAllCommands().filter((c) => c.isListed !== false);
  const list = useId();
  const found = withId(search(commands, query), query, project, go);
  const run = (command: Command | undefined): void => {
    if (!command) return;
    onClose();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "ArrowDown") setAt(Math.min(at + 1, found.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
    else if (event.key === "Enter") run(found[at]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={m.paletteTitle} className="palette" onClose={onClose}>
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={found[at] ? `${list}-${at}` : undefined}
        aria-label={m.paletteTitle}
        placeholder={m.goTo}
        value={query}
        onChange={(e) => {
          setQuery(e.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id={list} role="listbox" aria-label={m.paletteTitle}>
        {found.map((command, n) => (
          <li key={command.id} id={`${list}-${n}`} role="option" aria-selected={n === at} onClick={() => run(command)}>
            <span className="grow">{command.title}</span>
            <span className="tiny">{command.group}</span>
            {command.keys ? command.keys.split(" ").map((k) => <KeyHint key={k} keys={k} />) : null}
          </li>
        ))}
      </ul>
      {found.length === 0 ? <p className="small">{m.paletteEmpty}</p> : null}
    </Dialog>
  );
}

function withId(found: readonly Command[], query: string, project: string | null, go: (to: string) => void): readonly Command[] {
  const id = query.trim();
  if (project === null || id.length < 3) return found;
  const explain: Command = {
    id: "explain.id",
    title: m.openId(id),
    group: m.idHint,
    run: () => go(`/p/${project}/explain/${encodeURIComponent(id)}`),
  };
  return looksLikeId(id) ? [explain, ...found] : [...found, explain];
}
