import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { Link } from "wouter";
import { ApiError, getJson } from "@/api/client";
import type { Invitation, Session } from "@/api/schema";
import { Loaded, Mark, ProblemNote, TextField } from "@/view";
import { m } from "./messages/en";
import { usePost } from "./useForm";
import "./access.css";

interface JoinProps {
  readonly token: string;
  /** Who opens the link, if somebody is signed in. */
  readonly session: Session | null;
  readonly onJoined: (session: Session) => void;
}

/** Accepts an invitation or a reset link; the link itself is the right to do so. */
export default function Join({ token, session, onJoined }: JoinProps): ReactNode {
  const path = `/invitations/${encodeURIComponent(token)}`;
  const invitation = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => getJson<Invitation>(path),
    retry: false,
    staleTime: Infinity,
  });
  return (
    <main className="gate">
      <div className="card gate-card">
        <div className="brand">
          <Mark />
          Labelproof
        </div>
        {invitation.error instanceof ApiError ? (
          <>
            <title>{`${m.noLink} · Labelproof`}</title>
            <h1>{m.noLink}</h1>
            <ProblemNote problem={invitation.error.problem} />
            <Link href="/" className="btn primary">
              {session === null ? m.signIn : m.goHome}
            </Link>
          </>
        ) : (
          <Loaded of={invitation}>{(found) => <JoinForm path={path} invitation={found} session={session} onJoined={onJoined} />}</Loaded>
        )}
      </div>
    </main>
  );
}

interface FormProps {
  readonly path: string;
  readonly invitation: Invitation;
  readonly session: Session | null;
  readonly onJoined: (session: Session) => void;
}

function JoinForm({ path, invitation, session, onJoined }: FormProps): ReactNode {
  const isReset = invitation.project_name === null && invitation.login !== null && invitation.roles.length === 0;
  const title = m.joinTitle(invitation.project_name);
  const member = session !== null && invitation.project_name !== null && invitation.login === null ? session : null;
  return (
    <>
      <title>{`${title} · Labelproof`}</title>
      <div>
        <h1>{title}</h1>
        <p className="small">
          {isReset ? m.joinReset : m.joinText(invitation.roles.map((r) => m.roleNames[r] ?? r).join(", "))}
        </p>
      </div>
      {member === null ? (
        <NewAccount path={path} invitation={invitation} isReset={isReset} onJoined={onJoined} />
      ) : (
        <KnownAccount path={path} session={member} onJoined={onJoined} />
      )}
      {isReset ? null : <p className="tiny">{m.recorded}</p>}
    </>
  );
}

interface NewAccountProps {
  readonly path: string;
  readonly invitation: Invitation;
  readonly isReset: boolean;
  readonly onJoined: (session: Session) => void;
}

function NewAccount({ path, invitation, isReset, onJoined }: NewAccountProps): ReactNode {
  const [login, setLogin] = useState(invitation.login ?? "");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const { post, problem, isSending } = usePost<Session>(path);
  const problemOf = (field: string): string | null => problem?.problems?.find((p) => p.field === field)?.what ?? null;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const joined = await post({ login, name, password });
    if (joined) onJoined(joined);
  };
  return (
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
  );
}

interface KnownAccountProps {
  readonly path: string;
  readonly session: Session;
  readonly onJoined: (session: Session) => void;
}

/** Whoever has an account and is signed in joins with it: one button, no second password. */
function KnownAccount({ path, session, onJoined }: KnownAccountProps): ReactNode {
  const { post, problem, isSending } = usePost<Session>(path);
  const join = async (): Promise<void> => {
    const joined = await post({ login: "", name: "", password: "" });
    if (joined) onJoined(joined);
  };
  return (
    <>
      <p>{m.signedInAs(session.name)}</p>
      <ProblemNote problem={problem} />
      <button type="button" className="btn primary" disabled={isSending} onClick={() => void join()}>
        {m.joinAs(session.name)}
      </button>
      <p className="tiny">{m.otherAccount}</p>
      <Link href="/" className="small">
        {m.goHome}
      </Link>
    </>
  );
}
