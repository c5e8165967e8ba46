/** Two live regions owned by the shell; everything spoken goes through here. */
type Listener = (text: string, how: "polite" | "assertive") => void;

let listener: Listener = () => undefined;

export const listenForAnnouncements = (f: Listener): void => void (listener = f);
export const announce: Listener = (text, how) => listener(text, how);
