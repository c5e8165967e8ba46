import { useState, type ReactNode } from "react";
import type { ListedItem } from "@/api/listed";
import { announce } from "@/kit/announcer";
import { useCommand } from "@/kit/useCommand";
import { itemName } from "@/state/number";
import { Dialog, ProblemNote, TextField } from "@/view";
import { m } from "../messages/en";

interface ExcludeDialogProps {
  readonly project: string;
  readonly item: ListedItem;
  readonly onClose: () => void;
}

/** Leaving an item out is for good and stands in the log, so it asks for a reason. */
export function ExcludeDialog({ project, item, onClose }: ExcludeDialogProps): ReactNode {
  const [reason, setReason] = useState("");
  const { send, problem, isSending } = useCommand(project);
  const name = itemName(item);
  const exclude = async (): Promise<void> => {
    if (!(await send("exclude_item", { item: item.item, reason: reason.trim() }))) return;
    announce(m.excluded(name), "polite");
    onClose();
  };
  return (
    <Dialog
      title={m.excludeOne(name)}
      onClose={onClose}
      foot={
        <>
          <button type="button" className="btn" onClick={onClose}>
            {m.cancel}
          </button>
          <button type="button" className="btn primary" disabled={!reason.trim() || isSending} onClick={() => void exclude()}>
            {m.exclude}
          </button>
        </>
      }
    >
      <p className="small">{m.excludeText}</p>
      <TextField label={m.reason} value={reason} onChange={setReason} rows={2} />
      <ProblemNote problem={problem} />
    </Dialog>
  );
}
