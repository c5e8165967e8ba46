import { useState, type ReactNode } from "react";
import { Tick } from "./marks";

interface CopyButtonProps {
  readonly title: string;
  readonly done: string;
  readonly text: string;
  readonly className?: string;
}

/** Puts a text on the clipboard and says so. */
export function CopyButton({ title, done, text, className = "btn" }: CopyButtonProps): ReactNode {
  const [copied, setCopied] = useState<string | null>(null);
  const copy = (): void => void navigator.clipboard.writeText(text).then(() => setCopied(text));
  return (
    <button type="button" className={className} onClick={copy}>
      {copied === text ? (
        <>
          <Tick /> {done}
        </>
      ) : (
        title
      )}
      <span className="hidden" role="status">
        {copied === text ? done : ""}
      </span>
    </button>
  );
}
