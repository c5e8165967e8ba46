import { useState, type FormEvent, type ReactNode } from "react";
import type { Charter as CharterFacts, Overview } from "@/api/schema";
import { useOverview } from "@/kit/queries";
import { leads, useSession } from "@/kit/session";
import { useCommand } from "@/kit/useCommand";
import { Loaded, Page, ProblemNote, TextField } from "@/view";
import { m } from "./messages/en";

export default function Charter({ project }: { readonly project: string }): ReactNode {
  const overview = useOverview(project);
  return (
    <Loaded of={overview}>
      {(found) => (
        <Page
          title={m.title}
          sub={m.sub}
          chip={
            found.charter?.signed ? (
              <span className="chip ok">✓ {m.signed(found.charter.version)}</span>
            ) : (
              <span className="chip warn">{m.draft}</span>
            )
          }
        >
          <CharterForm key={found.charter?.version ?? 0} project={project} overview={found} charter={found.charter} />
        </Page>
      )}
    </Loaded>
  );
}

interface FormProps {
  readonly project: string;
  readonly overview: Overview;
  readonly charter: CharterFacts | null;
}

const numberOf = (text: string): number | null => {
  const n = Number(text.trim().replace(",", "."));
  return text.trim() === "" || Number.isNaN(n) ? null : n;
};

function CharterForm({ project, overview, charter }: FormProps): ReactNode {
  const session = useSession();
  const [owner, setOwner] = useState(charter?.owner ?? session.name);
  const [goals, setGoals] = useState(charter?.goals ?? "");
  const [scope, setScope] = useState(charter?.scope ?? "");
  const [minAlpha, setMinAlpha] = useState(charter?.min_alpha == null ? ".667" : String(charter.min_alpha));
  const [maxError, setMaxError] = useState(charter?.max_error == null ? "5" : String(charter.max_error * 100));
  const { send, problem, isSending } = useCommand(project);
  const alpha = numberOf(minAlpha);
  const error = numberOf(maxError);
  const isReady = owner.trim() && goals.trim() && scope.trim() && alpha !== null && error !== null;
  const problemOf = (field: string): string | null => problem?.problems?.find((p) => p.field === field)?.what ?? null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady) void send("sign_charter", { owner, goals, scope, min_alpha: alpha, max_error: error / 100 });
  };
  return (
    <form className="card pad" style={{ maxInlineSize: 760 }} onSubmit={submit}>
      <div className="fields">
        <TextField isWide label={m.owner} hint={m.ownerHint} value={owner} onChange={setOwner} problem={problemOf("owner")} />
        <TextField isWide rows={3} label={m.goals} hint={m.goalsHint} value={goals} onChange={setGoals} problem={problemOf("goals")} />
        <TextField isWide rows={3} label={m.scope} hint={m.scopeHint} value={scope} onChange={setScope} problem={problemOf("scope")} />
        <TextField
          label={m.minAlpha}
          hint={m.minAlphaHint}
          value={minAlpha}
          onChange={setMinAlpha}
          problem={alpha === null ? m.number : problemOf("min_alpha")}
        />
        <TextField
          label={m.maxError}
          hint={m.maxErrorHint}
          value={maxError}
          onChange={setMaxError}
          problem={error === null ? m.number : problemOf("max_error")}
        />
      </div>
      <ProblemNote problem={problem} />
      <div className="between">
        <p className="small">{m.meaning}</p>
        {leads(overview.roles) ? (
          <button type="submit" className="btn primary" disabled={isSending || !isReady}>
            {charter?.signed ? m.signAgain : m.sign}
          </button>
        ) : null}
      </div>
    </form>
  );
}
