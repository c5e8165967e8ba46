import { useState, type FormEvent, type ReactNode } from "react";
import { useLocation } from "wouter";
import { useQueryClient } from "@tanstack/react-query";
import { useCommand } from "@/kit/useCommand";
import { Page, ProblemNote, TextField } from "@/view";
import { m } from "./messages/en";
import "./overview.css";

export default function NewProject(): ReactNode {
  const [name, setName] = useState("");
  const [, go] = useLocation();
  const client = useQueryClient();
  const { send, problem, isSending } = useCommand(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const answer = await send("open_project", { name: name.trim() });
    if (!answer) return;
    await client.invalidateQueries({ queryKey: ["session"] });
    go(typeof answer.result.project === "string" ? `/p/${answer.result.project}` : "/");
  };
  return (
    <Page title={m.newProject} sub={m.newProjectSub}>
      <form className="card pad narrow" onSubmit={(e) => void submit(e)}>
        <TextField label={m.name} hint={m.nameHint} value={name} onChange={setName} autoFocus />
        <ProblemNote problem={problem} />
        <div>
          <button type="submit" className="btn primary" disabled={isSending || !name.trim()}>
            {m.create}
          </button>
        </div>
      </form>
    </Page>
  );
}
