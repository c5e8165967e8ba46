/** Items and what was said about them, as lists of the API give them. */

/** What a row is about, in words: its name elsewhere and how its text begins. */
export interface NamedItem {
  readonly external_id?: string | null;
  readonly excerpt?: string | null;
}

export interface Flag {
  readonly flag: string;
  readonly item: string;
  readonly external_id: string | null;
  readonly content: { readonly [field: string]: string } | null;
  readonly reason: string | null;
  readonly at: number;
  readonly who: string | null;
  readonly state: "open" | "answered";
  readonly answer: string | null;
  readonly answered_at: number | null;
}

export interface ListedItem {
  /** How the text to judge begins. */
  readonly excerpt?: string | null;
  readonly item: string;
  readonly external_id: string | null;
  readonly collection: string;
  readonly state: string;
}

export interface ItemsPage {
  readonly items: readonly ListedItem[];
  readonly next: string | null;
}

export interface CandidReports {
  readonly reports: readonly {
    readonly event_id: string;
    readonly index: number;
    readonly at: number;
    readonly guideline_version: number | null;
    readonly words: string | null;
  }[];
}
