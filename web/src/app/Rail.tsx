import { useState, type ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { KeyHint } from "@/kit";
import { useOverview, useProjects } from "@/kit/queries";
import { hasRole, leads, seesLog, useSession } from "@/kit/session";
import { grouped } from "@/state/number";
import { Mark } from "@/view";
import { m } from "./messages/en";
import { applyTheme, storedTheme, type Theme } from "./theme";
import { useSignOut } from "./useSession";

export function Rail({ project }: { readonly project: string | null }): ReactNode {
  const { data } = useProjects();
  const [location] = useLocation();
  // Open only where it was opened: a link followed closes it.
  const [openAt, setOpenAt] = useState<string | null>(null);
  const isOpen = openAt === location;
  const nReview = (data ?? []).filter((p) => hasRole(p.roles, "adjudicator")).reduce((n, p) => n + p.n_disputes, 0);
  return (
    <nav className={isOpen ? "rail open" : "rail"} aria-label={m.main}>
      <Link href="/" className="brand" aria-label="Labelproof">
        <Mark />
        Labelproof
      </Link>
      <button type="button" className="btn rail-menu" aria-expanded={isOpen} onClick={() => setOpenAt(isOpen ? null : location)}>
        {m.menu}
      </button>
      <RailLink to="/">
        {m.home}
        <span className="row rail-keys">
          <KeyHint keys="g" />
          <KeyHint keys="h" />
        </span>
      </RailLink>
      {nReview > 0 ? (
        <RailLink to="/review">
          {m.review} <span className="chip">{nReview}</span>
        </RailLink>
      ) : null}
      {project ? <ProjectLinks project={project} /> : null}
      <span className="grow" />
      <Account />
    </nav>
  );
}

function RailLink({ to, children }: { readonly to: string; readonly children: ReactNode }): ReactNode {
  const [location] = useLocation();
  const isHere = location === to || (to.split("/").length > 3 && location.startsWith(`${to}/`));
  return (
    <Link href={to} aria-current={isHere ? "page" : undefined}>
      {children}
    </Link>
  );
}

function ProjectLinks({ project }: { readonly project: string }): ReactNode {
  const { data } = useOverview(project);
  if (!data) return null;
  const at = (path: string): string => `/p/${project}${path}`;
  const isLead = leads(data.roles);
  const version = (v: number | null): ReactNode => (v === null ? null : <span className="tiny">v{v}</span>);
  return (
    <>
      <div className="eyebrow">{data.name}</div>
      <RailLink to={at("")}>{m.overview}</RailLink>
      {hasRole(data.roles, "annotator") ? <RailLink to={at("/work")}>{m.annotate}</RailLink> : null}
      {isLead ? (
        <>
          <RailLink to={at("/charter")}>
            {m.charter} {version(data.charter?.version ?? null)}
          </RailLink>
          <RailLink to={at("/items")}>
            {m.items} <span className="tiny">{data.n_items > 0 ? grouped(data.n_items) : ""}</span>
          </RailLink>
          <RailLink to={at("/questions")}>{m.questions}</RailLink>
        </>
      ) : null}
      <RailLink to={at("/guideline")}>
        {m.guideline} {version(data.guideline_version)}
      </RailLink>
      <RailLink to={at("/labels")}>
        {m.labels} {version(data.taxonomy_version)}
      </RailLink>
      {isLead || hasRole(data.roles, "adjudicator", "auditor") ? (
        <>
          <RailLink to={at("/disputes")}>
            {m.disputes} {data.n_disputes_open > 0 ? <span className="chip warn">{data.n_disputes_open}</span> : null}
          </RailLink>
          {isLead || hasRole(data.roles, "adjudicator") ? (
            <RailLink to={at("/flags")}>
              {m.flags} {data.n_flags > 0 ? <span className="chip warn">{data.n_flags}</span> : null}
            </RailLink>
          ) : null}
          <RailLink to={at("/quality")}>{m.quality}</RailLink>
          <RailLink to={at("/releases")}>{m.releases}</RailLink>
          <RailLink to={at("/people")}>{m.people}</RailLink>
        </>
      ) : null}
      {hasRole(data.roles, "annotator", "adjudicator") ? <RailLink to={at("/receipts")}>{m.receipts}</RailLink> : null}
      {seesLog(data.roles) ? <RailLink to={at("/log")}>{m.log}</RailLink> : null}
    </>
  );
}

const NEXT: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };

function Account(): ReactNode {
  const session = useSession();
  const signOut = useSignOut();
  const [isOpen, setOpen] = useState(false);
  const [theme, setTheme] = useState(storedTheme);
  const turn = (): void => {
    applyTheme(NEXT[theme]);
    setTheme(NEXT[theme]);
  };
  return (
    <div className="account-menu">
      {isOpen ? (
        <>
          <button type="button" className="rail-row" onClick={turn}>
            {m.theme(m.themeNames[theme])}
          </button>
          <button type="button" className="rail-row" onClick={signOut}>
            {m.signOut}
          </button>
        </>
      ) : null}
      <button type="button" className="rail-row" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {session.name} <span className="tiny">{session.login}</span>
      </button>
    </div>
  );
}
