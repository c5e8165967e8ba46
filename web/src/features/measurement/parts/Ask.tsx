import type { FormEvent, ReactNode } from "react";
import type { JsonValue } from "@/state/json";
import { useCommand } from "@/kit/useCommand";
import { Dialog, Field, ProblemNote } from "@/view";

interface AskProps {
  readonly project: string;
  readonly title: string;
  readonly send: string;
  readonly command: string;
  readonly args: { readonly [name: string]: JsonValue };
  readonly isReady: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog that sends one command; a refusal stays on screen with everything that was typed. */
export function Ask({ project, title, send: words, command, args, isReady, onClose, children }: AskProps): ReactNode {
  const { send, problem, isSending } = useCommand(project);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (isReady && !isSending && (await send(command, args))) onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="stack" onSubmit={(event) => void submit(event)}>
        {children}
        <ProblemNote problem={problem} />
        <div>
          <button type="submit" className="btn primary" disabled={!isReady || isSending}>
            {words}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly (readonly [string, string])[];
}

export const Choice = ({ label, value, onChange, options }: ChoiceProps): ReactNode => (
  <Field label={label}>
    {(props) => (
      <select className="input" value={value} onChange={(event) => onChange(event.target.value)} {...props}>
        {options.map(([id, text]) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </select>
    )}
  </Field>
);
