import { useState, type DragEvent, type ReactNode } from "react";
import { m } from "../messages/en";

/** A file dropped or chosen, or rows pasted; the text stays in this browser until it is imported. */
export function Drop({ onText }: { readonly onText: (text: string, name: string | null) => void }): ReactNode {
  const [isOver, setOver] = useState(false);
  const [pasted, setPasted] = useState("");
  const read = (file: File | undefined): void => {
    if (file) void file.text().then((text) => onText(text, file.name));
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    read(event.dataTransfer.files[0]);
  };
  const onDragOver = (event: DragEvent): void => {
    event.preventDefault();
    setOver(true);
  };
  return (
    <div className={isOver ? "drop over" : "drop"} onDragOver={onDragOver} onDragLeave={() => setOver(false)} onDrop={onDrop}>
      <p>
        {m.drop}{" "}
        <label className="choose">
          {m.choose}
          <input type="file" accept=".csv,.tsv,text/csv" onChange={(e) => read(e.target.files?.[0])} />
        </label>
      </p>
      <textarea
        className="input code"
        aria-label={m.paste}
        placeholder={m.paste}
        value={pasted}
        onChange={(e) => {
          setPasted(e.target.value);
          if (e.target.value.includes("\n")) onText(e.target.value, null);
        }}
      />
    </div>
  );
}
