import { Component, type ReactNode } from "react";
import { m } from "./messages/en";

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
