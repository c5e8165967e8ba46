import { Component, useEffect, type ReactNode } from "react";
import { ApiError } from "@/api/client";
import { m } from "./messages/en";

/** Nothing answered: neither the API nor the file a screen lives in. */
const isAway = (error: Error): boolean =>
  (error instanceof ApiError && error.problem.status === 0) || /dynamically imported module|importing a module script/i.test(error.message);

/** The server is out of reach; said in words, and tried again as soon as the network is back. */
export function Unreachable(): ReactNode {
  useEffect(() => {
    const again = (): void => location.reload();
    window.addEventListener("online", again);
    return () => window.removeEventListener("online", again);
  }, []);
  return (
    <div className="card empty unreachable" role="alert">
      <h1>{m.unreachable}</h1>
      <p className="small">{m.unreachableText}</p>
      <button type="button" className="btn primary" onClick={() => location.reload()}>
        {m.tryAgain}
      </button>
    </div>
  );
}

interface State {
  readonly error: Error | null;
}

/** A screen that throws says so and leaves the rest of the page usable. */
export class Failure extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    if (isAway(this.state.error)) return <Unreachable />;
    return (
      <div className="card empty" role="alert">
        <h1>{m.failed}</h1>
        <p className="small">{m.failedText}</p>
        <code>{this.state.error.message}</code>
        <button type="button" className="btn primary" onClick={() => location.reload()}>
          {m.reload}
        </button>
      </div>
    );
  }
}
