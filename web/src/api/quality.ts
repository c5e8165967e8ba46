/** What the API says of the quality of answers: figures at a log position, recorded measures, findings. */
import type { Measure } from "@/state/number";
import type { DisputeLine } from "./schema";

export interface Block {
  readonly from: number;
  readonly until: number;
  readonly n_items: number;
  readonly alpha: Measure;
}

export interface Part {
  readonly key: string;
  readonly name: string;
  readonly n_votes: number;
  readonly alpha: Measure;
}

export interface Cell {
  readonly n: number;
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface Matrix {
  readonly against: "others" | "dawid_skene";
  readonly method: string;
  readonly n: number;
  readonly rows: readonly { readonly name: string; readonly n: number; readonly cells: readonly Cell[] }[];
}

export interface QuestionQuality {
  readonly question: string;
  readonly title: string;
  readonly type: string;
  readonly inputs: string;
  readonly n_votes: number;
  readonly alpha: Measure;
  readonly observed: Measure;
  /** Kappas, where answers are labels. */
  readonly also: readonly { readonly measure: string; readonly figure: Measure }[];
  readonly by_label: readonly (Measure & { readonly name: string })[];
  readonly over_time: readonly Block[];
  readonly by_collection: readonly Part[];
  readonly by_guideline: readonly Part[];
  /** None where answers are no labels. */
  readonly confusion: readonly Matrix[];
  readonly accord: Accord | null;
  readonly divided: readonly DividedItem[];
  /** Null for who may not see people. */
  readonly annotators: readonly Annotator[] | null;
}

export interface NamedItem {
  readonly item: string;
  readonly external_id: string | null;
  readonly excerpt: string;
  readonly n_votes: number;
}

export type DividedItem = NamedItem & { readonly bits: number };

/** Majority and Dawid-Skene, side by side. */
export interface Accord {
  readonly figure: Measure;
  readonly n_differ: number;
  /** Of those, the items on which the vote has no winner; the others are the items. */
  readonly n_ties: number;
  readonly items: readonly NamedItem[];
}

export interface SignalFigure extends Measure {
  readonly reason: string;
  readonly stands_out: boolean;
}

export interface Signal {
  readonly signal: string;
  readonly figure: SignalFigure;
}

export interface Annotator {
  readonly member: string;
  readonly name: string;
  readonly n_items: number;
  /** Null where answers are no labels. */
  readonly match: Measure | null;
  readonly seconds: Measure;
  readonly signals: readonly Signal[];
}

export interface RecordedMeasure {
  readonly measure: string;
  readonly at: number;
  readonly question: string;
  readonly annotator: string | null;
  readonly name: string;
  readonly position: number;
  readonly figure: (Measure & { readonly reason?: string }) | null;
  readonly is_hidden: boolean;
}

/** On items answered since the plan, against those before; and where items have answers on both sides. */
export interface Change {
  readonly since: Measure | null;
  readonly bridge: { readonly figure: Measure; readonly falls: boolean; readonly reason: string } | null;
}

export interface ImprovementAction {
  readonly action: string;
  readonly state: "planned" | "done";
  readonly what: string | null;
  readonly words: string | null;
  readonly owner: string;
  readonly owner_name: string | null;
  readonly due: number;
  readonly done_at: number | null;
  readonly before: RecordedMeasure | null;
  readonly after: RecordedMeasure | null;
  readonly change: Change | null;
}

export type Severity = "note" | "minor" | "major" | "blocking";

export interface Finding {
  readonly finding: string;
  readonly state: "open" | "closed";
  readonly what: string | null;
  readonly severity: Severity | null;
  readonly cure: string | null;
  readonly label: string;
  readonly clause: string;
  readonly question: string | null;
  readonly measure: (RecordedMeasure & { readonly annotator_name: string | null }) | null;
  readonly opened_at: number;
  readonly opened_by: string | null;
  readonly outcome: string | null;
  readonly reason: string | null;
  readonly actions: readonly ImprovementAction[];
}

export interface Quality {
  readonly position: number;
  /** Only items that this reader, who annotates too, can answer no more. */
  readonly is_partial: boolean;
  readonly min_alpha: number | null;
  readonly guidelines: readonly { readonly version: number; readonly at: number }[];
  readonly questions: readonly QuestionQuality[];
  readonly disputed: { readonly n_open: number; readonly n_settled: number; readonly items: readonly DisputeLine[] };
  readonly findings: readonly Finding[];
}

export interface AnnotatorVotes {
  readonly member: string;
  readonly questions: readonly {
    readonly question: string;
    readonly title: string;
    readonly match: Measure;
    readonly confusion: readonly Matrix[];
  }[];
}
