import type { ReactNode } from "react";
import { ApiError } from "@/api/client";
import { ProblemNote } from "./ProblemNote";

interface PageProps {
  readonly title: string;
  readonly chip?: ReactNode;
  readonly sub?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of a management screen: title, what is true of it, and at most one thing to do. */
export function Page({ title, chip, sub, actions, children }: PageProps): ReactNode {
  return (
    <>
      <title>{`${title} · Labelproof`}</title>
      <div className="between wrap">
        <div>
          <h1 tabIndex={-1}>
            {title} {chip}
          </h1>
          {sub ? <p className="small">{sub}</p> : null}
        </div>
        {actions ? <div className="row">{actions}</div> : null}
      </div>
      {children}
    </>
  );
}

interface LoadedProps<T> {
  readonly of: { readonly data: T | undefined; readonly error: unknown; readonly isPending: boolean };
  readonly children: (value: T) => ReactNode;
}

/** Old content stays while new content comes; a failure is said in words and everything else stays usable. */
export function Loaded<T>({ of, children }: LoadedProps<T>): ReactNode {
  if (of.data !== undefined) return children(of.data);
  if (of.error instanceof ApiError) return <ProblemNote problem={of.error.problem} />;
  if (of.error) throw of.error;
  return <div className="loading" role="progressbar" aria-label="Loading" />;
}
