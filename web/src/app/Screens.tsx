import { lazy, Suspense, type ReactNode } from "react";
import { Link, Route, Switch, useLocation } from "wouter";
import { Failure } from "./Failure";
import { m } from "./messages/en";
import { Shell } from "./Shell";

const Home = lazy(() => import("@/features/overview/Home"));
const NewProject = lazy(() => import("@/features/overview/NewProject"));
const Overview = lazy(() => import("@/features/overview/Overview"));
const Workspace = lazy(() => import("@/features/annotation/Workspace"));
const Charter = lazy(() => import("@/features/charter/Charter"));
const Guideline = lazy(() => import("@/features/guidelines/Guideline"));
const Labels = lazy(() => import("@/features/taxonomy/Labels"));
const Questions = lazy(() => import("@/features/workflow/Questions"));
const Items = lazy(() => import("@/features/sources/Items"));
const People = lazy(() => import("@/features/access/People"));
const Review = lazy(() => import("@/features/review/Review"));
const Disputes = lazy(() => import("@/features/review/Disputes"));
const Adjudicate = lazy(() => import("@/features/review/Adjudicate"));
const Quality = lazy(() => import("@/features/measurement/Quality"));
const Releases = lazy(() => import("@/features/releases/Releases"));
const Release = lazy(() => import("@/features/releases/Release"));
const Explain = lazy(() => import("@/features/evidence/Explain"));
const Flags = lazy(() => import("@/features/annotation/Flags"));
const Receipts = lazy(() => import("@/features/evidence/Receipts"));
const Log = lazy(() => import("@/features/evidence/Log"));

export const projectOf = (location: string): string | null => /^\/p\/([^/]+)/.exec(location)?.[1] ?? null;

interface ScreensProps {
  readonly onPalette: () => void;
  readonly onKeys: () => void;
}

export function Screens({ onPalette, onKeys }: ScreensProps): ReactNode {
  return (
    <Suspense fallback={<Waiting />}>
      <Switch>
        <Route path="/p/:project/work">{({ project }) => <Workspace key={project} project={project} onKeys={onKeys} />}</Route>
        <Route path="/p/:project/disputes/:dispute">
          {({ project, dispute }) => <Adjudicate key={dispute} project={project} dispute={dispute} onKeys={onKeys} />}
        </Route>
        <Route>
          <Managed onPalette={onPalette} />
        </Route>
      </Switch>
    </Suspense>
  );
}

const Waiting = (): ReactNode => <div className="loading" role="progressbar" aria-label="Loading" />;

function Managed({ onPalette }: { readonly onPalette: () => void }): ReactNode {
  const [location] = useLocation();
  const project = projectOf(location);
  return (
    <Shell project={project} onPalette={onPalette}>
      <Failure key={location}>
        <Suspense fallback={<Waiting />}>
          <Switch>
            <Route path="/" component={Home} />
            <Route path="/new" component={NewProject} />
            <Route path="/review" component={Review} />
            <Route path="/p/:project">{({ project: p }) => <Overview key={p} project={p} />}</Route>
            <Route path="/p/:project/charter">{({ project: p }) => <Charter key={p} project={p} />}</Route>
            <Route path="/p/:project/guideline">{({ project: p }) => <Guideline key={p} project={p} />}</Route>
            <Route path="/p/:project/labels">{({ project: p }) => <Labels key={p} project={p} />}</Route>
            <Route path="/p/:project/questions">{({ project: p }) => <Questions key={p} project={p} />}</Route>
            <Route path="/p/:project/items">{({ project: p }) => <Items key={p} project={p} />}</Route>
            <Route path="/p/:project/people">{({ project: p }) => <People key={p} project={p} />}</Route>
            <Route path="/p/:project/disputes">{({ project: p }) => <Disputes key={p} project={p} />}</Route>
            <Route path="/p/:project/flags">{({ project: p }) => <Flags key={p} project={p} />}</Route>
            <Route path="/p/:project/quality">{({ project: p }) => <Quality key={p} project={p} />}</Route>
            <Route path="/p/:project/releases">{({ project: p }) => <Releases key={p} project={p} />}</Route>
            <Route path="/p/:project/releases/:release">
              {({ project: p, release }) => <Release key={release} project={p} release={release} />}
            </Route>
            <Route path="/p/:project/explain/:id">
              {({ project: p, id }) => <Explain key={id} project={p} id={decodeURIComponent(id)} />}
            </Route>
            <Route path="/p/:project/receipts">{({ project: p }) => <Receipts key={p} project={p} />}</Route>
            <Route path="/p/:project/log">{({ project: p }) => <Log key={p} project={p} />}</Route>
            <Route>
              <div className="card empty">
                <h1>{m.notHere}</h1>
                <p className="small">{m.notHereText}</p>
                <Link href="/" className="btn">
                  {m.goHome}
                </Link>
              </div>
            </Route>
          </Switch>
        </Suspense>
      </Failure>
    </Shell>
  );
}
