import { useId, type ReactNode } from "react";

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly problem?: string | null;
  readonly isWide?: boolean;
  readonly children: (props: { id: string; "aria-describedby": string; "aria-invalid": boolean }) => ReactNode;
}

export function Field({ label, hint, problem, isWide, children }: FieldProps): ReactNode {
  const id = useId();
  return (
    <div className={`field${isWide ? " wide" : ""}`}>
      <label htmlFor={id}>{label}</label>
      {children({ id, "aria-describedby": `${id}-hint`, "aria-invalid": Boolean(problem) })}
      <span id={`${id}-hint`} className={problem ? "problem" : "hint"}>
        {problem ?? hint ?? ""}
      </span>
    </div>
  );
}

interface TextProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly hint?: string;
  readonly problem?: string | null;
  readonly isWide?: boolean;
  readonly rows?: number;
  readonly type?: string;
  readonly autoComplete?: string;
  readonly autoFocus?: boolean;
}

export function TextField({ label, value, onChange, hint, problem, isWide, rows, ...rest }: TextProps): ReactNode {
  return (
    <Field label={label} {...(hint === undefined ? {} : { hint })} problem={problem ?? null} isWide={isWide ?? false}>
      {(props) =>
        rows ? (
          <textarea className="input" rows={rows} value={value} onChange={(e) => onChange(e.target.value)} {...props} />
        ) : (
          <input className="input" value={value} onChange={(e) => onChange(e.target.value)} {...props} {...rest} />
        )
      }
    </Field>
  );
}
