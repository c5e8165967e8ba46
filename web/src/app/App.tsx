import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, useState, type ReactNode } from "react";
import { Route, Switch, useLocation } from "wouter";
import { ApiError } from "@/api/client";
import type { Session } from "@/api/schema";
import { CommandsProvider, useCommands, type Command } from "@/kit/commands";
import { EditorsContext } from "@/kit/EditorsContext";
import { areSingleKeysOn, switchSingleKeys } from "@/kit/singleKeys";
import { SessionContext } from "@/kit/session";
import { Announcer } from "./Announcer";
import { loadEditor } from "./editors";
import { Failure, Unreachable } from "./Failure";
import { KeySheet } from "./KeySheet";
import { m } from "./messages/en";
import { Palette } from "./Palette";
import { Screens, projectOf } from "./Screens";
import { useSignedIn, useTakeSession } from "./useSession";

const SignIn = lazy(() => import("@/features/access/SignIn"));
const UsedLink = lazy(() => import("@/features/access/UsedLink"));
const Join = lazy(() => import("@/features/access/Join"));

const isWorthRetrying = (count: number, error: unknown): boolean =>
  count < 3 && error instanceof ApiError && error.isUnsent;

export function App(): ReactNode {
  const client = useMemo(
    () => new QueryClient({ defaultOptions: { queries: { retry: isWorthRetrying, staleTime: 5_000 } } }),
    [],
  );
  return (
    <QueryClientProvider client={client}>
      <EditorsContext value={loadEditor}>
        <CommandsProvider>
          <Failure>
            <Suspense fallback={<Waiting />}>
              <Gate />
            </Suspense>
          </Failure>
          <Announcer />
        </CommandsProvider>
      </EditorsContext>
    </QueryClientProvider>
  );
}

const Waiting = (): ReactNode => <div className="loading" role="progressbar" aria-label="Loading" />;

function Gate(): ReactNode {
  const { session, error } = useSignedIn();
  const take = useTakeSession();
  const [, go] = useLocation();
  if (error instanceof ApiError && error.problem.status === 0) return <Unreachable />;
  if (error) throw error;
  if (session === undefined) return <Waiting />;
  return (
    <Switch>
      <Route path="/join/:token">
        {({ token }) => (
          <Join
            token={token}
            session={session}
            onJoined={(joined) => {
              take(joined);
              go(placeOf(joined, session), { replace: true });
            }}
          />
        )}
      </Route>
      <Route path="/enter/:secret">
        <UsedLink isSignedIn={session !== null} />
      </Route>
      <Route>
        {session === null ? (
          <SignIn onSignedIn={take} />
        ) : (
          <SessionContext value={session}>
            <Inside />
          </SessionContext>
        )}
      </Route>
    </Switch>
  );
}

/** The page of the project that was joined just now; home when that was not one project. */
function placeOf(joined: Session, before: Session | null): string {
  const known = new Set((before?.projects ?? []).map((p) => p.project));
  const fresh = joined.projects.filter((p) => !known.has(p.project));
  return fresh.length === 1 && fresh[0] ? `/p/${fresh[0].project}` : "/";
}

type Open = "palette" | "keys" | null;

function Inside(): ReactNode {
  const [open, setOpen] = useState<Open>(null);
  const [location, go] = useLocation();
  const project = projectOf(location);
  useCommands(everywhere(setOpen, go, project));
  return (
    <>
      <Screens onPalette={() => setOpen("palette")} onKeys={() => setOpen("keys")} />
      {open === "palette" ? <Palette project={project} onClose={() => setOpen(null)} /> : null}
      {open === "keys" ? <KeySheet onClose={() => setOpen(null)} /> : null}
    </>
  );
}

function everywhere(open: (what: Open) => void, go: (to: string) => void, project: string | null): readonly Command[] {
  const at = (path: string): (() => void) => () => go(`/p/${project}${path}`);
  const group = m.everywhere;
  const isOn = areSingleKeysOn();
  const always: readonly Command[] = [
    { id: "palette", title: m.paletteTitle, keys: "Ctrl+k", group, whileTyping: true, isListed: false, run: () => open("palette") },
    { id: "keys", title: m.keysTitle, keys: "?", group, run: () => open("keys") },
    { id: "single_keys", title: m.singleKeys(isOn), group, run: () => switchSingleKeys(!isOn) },
    { id: "go.home", title: m.home, keys: "g h", group, run: () => go("/") },
  ];
  if (project === null) return always;
  return [
    ...always,
    { id: "go.overview", title: m.overview, keys: "g p", group, run: at("") },
    { id: "go.work", title: m.annotate, keys: "g w", group, run: at("/work") },
    { id: "go.disputes", title: m.disputes, keys: "g r", group, run: at("/disputes") },
    { id: "go.flags", title: m.flags, keys: "g f", group, run: at("/flags") },
    { id: "go.quality", title: m.quality, keys: "g q", group, run: at("/quality") },
    { id: "go.releases", title: m.releases, group, run: at("/releases") },
    { id: "go.guideline", title: m.guideline, group, run: at("/guideline") },
    { id: "go.labels", title: m.labels, group, run: at("/labels") },
    { id: "go.log", title: m.log, keys: "g l", group, run: at("/log") },
  ];
}
