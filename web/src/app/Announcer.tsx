import { useEffect, useState, type ReactNode } from "react";
import { listenForAnnouncements } from "@/kit/announcer";

/** The two live regions. A text said twice is said again: the odd one carries a space. */
export function Announcer(): ReactNode {
  const [polite, setPolite] = useState("");
  const [assertive, setAssertive] = useState("");
  useEffect(() => {
    const again = (before: string, text: string): string => (before === text ? `${text}\u00A0` : text);
    listenForAnnouncements((text, how) => (how === "polite" ? setPolite : setAssertive)((before) => again(before, text)));
  }, []);
  return (
    <>
      <div className="hidden" role="status" aria-live="polite">
        {polite}
      </div>
      <div className="hidden" role="alert" aria-live="assertive">
        {assertive}
      </div>
    </>
  );
}
