import { useState, type FormEvent, type ReactNode } from "react";
import type { Charter as CharterFacts, Overview } from "@/api/schema";
import { useOverview } from "@/kit/queries";
import { leads, useSession } from "@/kit/session";
import { useCommand } from "@/kit/useCommand";
import { Loaded, Page, ProblemNote, TextField, Tick } from "@/view";
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
              <span className="chip ok">
                <Tick /> {m.signed(found.charter.version)}
              </span>
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

const WRONG = "wrong";

/** A limit as typed: nothing typed is no limit. */
const numberOf = (text: string): number | null | typeof WRONG => {
  const n = Number(text.trim().replace(",", "."));
  return text.trim() === "" ? null : Number.isNaN(n) ? WRONG : n;
};

/** A signed charter shows what was signed, limits and their absence; a draft proposes what is usual. */
const limitText = (charter: CharterFacts | null, signed: number | null | undefined, usual: string): string =>
  charter?.signed ? (signed == null ? "" : String(signed)) : usual;

/** Without the digits that arithmetic with parts of a hundred leaves behind. */
const percent = (share: number): number => Number((share * 100).toFixed(6));

function CharterForm({ project, overview, charter }: FormProps): ReactNode {
  const session = useSession();
  const [owner, setOwner] = useState(charter?.owner ?? session.name);
  const [goals, setGoals] = useState(charter?.goals ?? "");
  const [scope, setScope] = useState(charter?.scope ?? "");
  const [minAlpha, setMinAlpha] = useState(limitText(charter, charter?.min_alpha, ".667"));
  const [maxError, setMaxError] = useState(limitText(charter, charter?.max_error == null ? null : percent(charter.max_error), "5"));
  const { send, problem, isSending } = useCommand(project);
  const alpha = numberOf(minAlpha);
  const error = numberOf(maxError);
  const isReady = owner.trim() && goals.trim() && scope.trim() && alpha !== WRONG && error !== WRONG;
  const problemOf = (field: string): string | null => problem?.problems?.find((p) => p.field === field)?.what ?? null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady) void send("sign_charter", { owner, goals, scope, min_alpha: alpha, max_error: error === null ? null : error / 100 });
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
          problem={alpha === WRONG ? m.number : problemOf("min_alpha")}
        />
        <TextField
          label={m.maxError}
          hint={m.maxErrorHint}
          value={maxError}
          onChange={setMaxError}
          problem={error === WRONG ? m.number : problemOf("max_error")}
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
