import { useState, type FormEvent, type ReactNode } from "react";
import type { Session } from "@/api/schema";
import { allHeads } from "@/offline/heads";
import { Mark, ProblemNote, TextField } from "@/view";
import { m } from "./messages/en";
import { usePost } from "./useForm";
import "./access.css";

export default function SignIn({ onSignedIn }: { readonly onSignedIn: (session: Session) => void }): ReactNode {
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const { post, problem, isSending } = usePost<Session>("/session");
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const session = await post({ login, password, remembered: allHeads() });
    if (session) onSignedIn(session);
  };
  return (
    <main className="gate">
      <title>{`${m.signIn} · Labelproof`}</title>
      <div className="card gate-card">
        <div>
          <div className="brand">
            <Mark />
            Labelproof
          </div>
          <p className="small">{m.claim}</p>
        </div>
        <h1 className="hidden">{m.signIn}</h1>
        <form onSubmit={(e) => void submit(e)}>
          <TextField label={m.login} value={login} onChange={setLogin} autoComplete="username" autoFocus />
          <TextField label={m.password} value={password} onChange={setPassword} type="password" autoComplete="current-password" />
          <ProblemNote problem={problem} />
          <button type="submit" className="btn primary" disabled={isSending || !login || !password}>
            {m.signIn}
          </button>
        </form>
        <p className="tiny">{m.noAccount}</p>
      </div>
    </main>
  );
}
