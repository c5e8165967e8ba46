import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { getJson } from "@/api/client";
import type { Invitation, Session } from "@/api/schema";
import { Loaded, Mark, ProblemNote, TextField } from "@/view";
import { m } from "./messages/en";
import { usePost } from "./useForm";
import "./access.css";

interface JoinProps {
  readonly token: string;
  readonly onJoined: (session: Session) => void;
}

/** Accepts an invitation or a reset link; the link itself is the right to do so. */
export default function Join({ token, onJoined }: JoinProps): ReactNode {
  const path = `/invitations/${encodeURIComponent(token)}`;
  const invitation = useQuery({ queryKey: ["invitation", token], queryFn: () => getJson<Invitation>(path), retry: false });
  return (
    <main className="gate">
      <div className="card gate-card">
        <div className="brand">
          <Mark />
          Labelproof
        </div>
        <Loaded of={invitation}>{(found) => <JoinForm path={path} invitation={found} onJoined={onJoined} />}</Loaded>
      </div>
    </main>
  );
}

interface FormProps {
  readonly path: string;
  readonly invitation: Invitation;
  readonly onJoined: (session: Session) => void;
}

function JoinForm({ path, invitation, onJoined }: FormProps): ReactNode {
  const [login, setLogin] = useState(invitation.login ?? "");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const { post, problem, isSending } = usePost<Session>(path);
  const isReset = invitation.project_name === null && invitation.login !== null && invitation.roles.length === 0;
  const title = m.joinTitle(invitation.project_name);
  const problemOf = (field: string): string | null => problem?.problems?.find((p) => p.field === field)?.what ?? null;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const session = await post({ login, name, password });
    if (session) onJoined(session);
  };
  return (
    <>
      <title>{`${title} · Labelproof`}</title>
      <div>
        <h1>{title}</h1>
        <p className="small">
          {isReset ? m.joinReset : m.joinText(invitation.roles.map((r) => m.roleNames[r] ?? r).join(", "))}
        </p>
      </div>
      <form onSubmit={(e) => void submit(e)}>
        {isReset ? null : (
          <TextField label={m.name} hint={m.nameHint} value={name} onChange={setName} autoComplete="name" autoFocus problem={problemOf("name")} />
        )}
        <TextField label={m.login} value={login} onChange={setLogin} autoComplete="username" problem={problemOf("login")} />
        <TextField
          label={m.password}
          hint={m.passwordHint}
          value={password}
          onChange={setPassword}
          type="password"
          autoComplete="new-password"
          problem={problemOf("password")}
        />
        <ProblemNote problem={problem} />
        <button type="submit" className="btn primary" disabled={isSending || !login || !password}>
          {isReset ? m.save : m.join}
        </button>
      </form>
      {isReset ? null : <p className="tiny">{m.recorded}</p>}
    </>
  );
}
