import type { ReactNode } from "react";
import type { Explained } from "../normal";
import type { Editors } from "@/kit/useEditors";
import { m } from "../messages/en";

interface AsShownProps {
  readonly explanation: Explained;
  readonly editors: Editors | null;
}

const NOWHERE = { announce: () => undefined };

export function AsShown({ explanation, editors }: AsShownProps): ReactNode {
  const { content, question, item } = explanation;
  const editor = question ? editors?.[question.type] : undefined;
  if (content === null) return <p className="card empty muted">{m.gone}</p>;
  return (
    <div className="card">
      <p className="small proof-head">{m.reconstruction}</p>
      <div className="reconstruction">
        <div>
          {Object.entries(content).map(([field, text]) => (
            <div key={field} className="text">
              <h2 className="eyebrow">{field.replaceAll("_", " ")}</h2>
              <p dir="auto">{text}</p>
            </div>
          ))}
        </div>
        {question && editor ? (
          <fieldset className="question">
            <legend id="shown-title">{question.title}</legend>
            <editor.Editor
              id="shown"
              value={editor.empty(question.config)}
              config={question.config}
              item={{ item, content }}
              readOnly
              ports={NOWHERE}
              emit={() => undefined}
            />
          </fieldset>
        ) : null}
      </div>
    </div>
  );
}
