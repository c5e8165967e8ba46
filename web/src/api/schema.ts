/** The server's answers as the browser reads them. Written by hand until the OpenAPI document is there to generate it from. */
import type { JsonValue } from "@/state/json";
import type { Measure } from "@/state/number";
import type { Answers, WorkItem } from "@/state/work";

export interface Problem {
  readonly type?: string;
  readonly title?: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly fix: string;
  readonly problems?: readonly { readonly field: string; readonly what: string }[];
}

export type Role = "owner" | "lead" | "annotator" | "adjudicator" | "auditor";

export interface Session {
  readonly account: string;
  readonly login: string;
  readonly name: string;
  readonly csrf: string;
  readonly alarms?: readonly string[];
  readonly projects: readonly { readonly project: string; readonly name: string; readonly roles: readonly Role[] }[];
}

export interface Invitation {
  readonly project_name: string | null;
  readonly roles: readonly Role[];
  readonly login: string | null;
}

export interface Receipt {
  readonly log: string;
  readonly index: number;
  readonly leaf_hash: string;
  readonly event_id: string;
}

export interface CommandAnswer {
  readonly receipts: readonly Receipt[];
  readonly result: { readonly [name: string]: JsonValue };
}

export interface ProjectLine {
  readonly project: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly n_items: number;
  readonly n_complete: number;
  readonly n_disputes: number;
  readonly overlap: number;
}

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly key?: string | null;
  readonly hint?: string | null;
  readonly color?: string | null;
}

export interface Question {
  readonly question: string;
  readonly type: string;
  readonly slug: string;
  readonly title: string;
  readonly help: string;
  readonly config: { readonly [name: string]: JsonValue };
}

export interface Need {
  readonly kind: "disputes" | "charter" | "guideline" | "taxonomy" | "items" | "flags" | "question" | "workflow";
  readonly n: number;
  readonly since: number | null;
}

export interface LogHead {
  readonly origin: string;
  readonly size: number;
  readonly checkpoint_size: number | null;
  readonly checkpoint_root: string | null;
  readonly at: number | null;
  readonly vkey: string;
}

export interface Collection {
  readonly collection: string;
  readonly name: string;
  readonly licence: string;
  readonly source: string;
  readonly n_items: number;
  readonly state: string;
}

export interface Charter {
  readonly version: number;
  readonly owner: string;
  readonly goals: string;
  readonly scope: string;
  /** When it was signed; absent before. */
  readonly signed: number | boolean | null;
  readonly min_alpha: number | null;
  readonly max_error?: number | null;
}

export interface Overview {
  readonly project: string;
  readonly name: string;
  /** The reader's own pseudonym here. */
  readonly member: string;
  readonly roles: readonly Role[];
  readonly charter: Charter | null;
  readonly guideline_version: number | null;
  readonly taxonomy_version: number | null;
  readonly questions: readonly Question[];
  readonly overlap: number | null;
  readonly collections: readonly Collection[];
  readonly n_items: number;
  readonly n_complete: number;
  readonly n_votes: number;
  readonly n_annotators: number;
  readonly n_disputes_open: number;
  readonly n_disputes_settled: number;
  readonly n_flags: number;
  readonly log: LogHead;
  readonly needs: readonly Need[];
  readonly per_day: readonly { readonly day: string | number; readonly n: number }[];
}

export interface Agreement {
  readonly position: number;
  readonly questions: readonly {
    readonly question: string;
    readonly title: string;
    readonly alpha: Measure;
    readonly observed: Measure;
    readonly by_label: readonly {
      readonly label: string;
      readonly name: string;
      readonly n_votes: number;
      readonly alpha: Measure;
    }[];
  }[];
}

export interface Guideline {
  readonly event_id: string;
  readonly version: number;
  readonly digest: string;
  readonly markdown: string;
  readonly clauses: readonly { readonly id: string; readonly title: string; readonly html: string }[];
  readonly published_at: number;
}

export interface Label {
  readonly code: string;
  readonly name: string;
  readonly definition: string;
  readonly examples: readonly string[];
  readonly counter_examples: readonly string[];
  readonly disallowed: string;
  readonly key?: string | null;
}

export interface Taxonomy {
  readonly event_id: string;
  readonly version: number;
  readonly labels: readonly Label[];
}

export interface VersionRef {
  readonly event_id: string;
  readonly version: number;
}

export interface WorkBatch {
  readonly tasks: readonly (WorkItem & { readonly draft: { readonly answers: Answers } | null })[];
  readonly left: number;
  readonly done: number;
  readonly lease_expires: number | null;
  readonly questions: readonly Question[];
  readonly guideline: VersionRef | null;
  readonly taxonomy: VersionRef | null;
}

export interface SubmissionAnswer {
  readonly receipt: Receipt;
  readonly left?: number;
  readonly done?: number;
}

export interface OwnAnswer {
  readonly item: string;
  readonly event_id: string;
  readonly answers: Answers;
  readonly at: number;
  readonly settled: boolean;
  readonly external_id?: string | null;
  readonly content: { readonly [field: string]: string } | null;
}

export interface DisputeLine {
  readonly dispute: string;
  readonly item: string;
  readonly question: string;
  readonly n_votes: number;
  readonly opened_at: number;
  readonly mine: "free" | "own_work";
  readonly external_id?: string | null;
  /** How the text to judge begins. */
  readonly excerpt?: string | null;
}

export interface Disputes {
  readonly disputes: readonly DisputeLine[];
  readonly n_open: number;
  readonly n_settled: number;
}

export interface Dispute {
  readonly dispute: string;
  readonly item: string;
  readonly external_id?: string | null;
  readonly content: { readonly [field: string]: string };
  readonly collection: { readonly name: string; readonly licence: string } | null;
  readonly question: Question;
  readonly votes: readonly { readonly place: string; readonly value: JsonValue; readonly guideline_version: number | null }[];
  readonly agreement: Measure | null;
  readonly guideline_version: number | null;
  readonly similar: readonly JsonValue[];
}

export interface Release {
  readonly release: string;
  readonly state: "requested" | "published" | "abandoned" | string;
  readonly requested_at: number;
  readonly published_at: number | null;
  readonly position: number;
  readonly n_rows: number | null;
  readonly n_unresolved?: number | null;
  readonly note?: string | null;
  readonly rows_root: string | null;
  readonly supersedes: string | null;
  readonly bundle: "ready" | "sealing" | "gone" | string;
  readonly size?: number | null;
}

export interface ReleasePage extends Release {
  readonly counts: { readonly [status: string]: number };
  readonly files: readonly { readonly path: string; readonly size: number; readonly sha256: string | null }[];
  readonly vkey: string;
  readonly checkpoint: { readonly size: number; readonly root: string } | null;
}

export interface Verification {
  readonly ok: boolean;
  readonly exit: number;
  readonly checks: readonly { readonly name: string; readonly state: "passed" | "failed" | "not_checked"; readonly detail: string }[];
  readonly not_checked: readonly string[];
  readonly faults?: readonly { readonly code: string; readonly what: string; readonly fix: string; readonly more: number }[];
}

export interface ReleaseRow {
  readonly row_id: string;
  readonly item_id: string;
  readonly question_id: string;
  readonly value: JsonValue;
  readonly status: string;
  readonly n_votes: number;
}

export interface ChainEvent {
  readonly index: number;
  readonly at: number;
  readonly kind: string;
  readonly actor: string;
  readonly who: string | null;
  readonly title: string;
  readonly said: { readonly [field: string]: JsonValue };
  readonly refs: { readonly [name: string]: string | readonly string[] };
  readonly leaf: string;
  readonly leaf_hash: string;
  readonly disclosures: { readonly [field: string]: string };
  /** What a reader needs beside the leaf: version numbers, counts, the terms the item came in under. */
  readonly context?: {
    readonly guideline?: number;
    readonly taxonomy?: number;
    readonly version?: number;
    readonly n_votes?: number;
    readonly n_rows?: number;
    readonly revises?: boolean;
    readonly collection?: { readonly [name: string]: string };
  };
}

export interface Explanation {
  readonly item: string;
  readonly content: { readonly [field: string]: string } | null;
  readonly external_id?: string | null;
  /** The question itself, or its id, or null when the id named an item. */
  readonly question: Question | string | null;
  readonly row?: ReleaseRow | null;
  readonly release?: string | null;
  readonly releases?: readonly string[];
  readonly chain: readonly ChainEvent[];
  /** Null before the first checkpoint. */
  readonly proof: {
    readonly origin: string;
    readonly vkey: string;
    readonly checkpoint: string;
    readonly index_proofs: { readonly [index: string]: readonly string[] };
  } | null;
}

export interface OwnReceipts {
  readonly origin: string;
  readonly vkey: string;
  readonly member: string;
  readonly receipts: readonly {
    readonly index: number;
    readonly kind: string;
    readonly at: number;
    readonly event_id: string;
    readonly leaf_hash: string;
  }[];
}

export interface LogPage {
  readonly origin: string;
  readonly size: number;
  readonly checkpoints: readonly { readonly size: number; readonly root: string; readonly at: number }[];
  readonly vkey: string;
}

export interface People {
  readonly people: readonly {
    readonly member: string;
    readonly name: string | null;
    readonly roles: readonly Role[];
    readonly state: string;
    readonly n_answers: number;
  }[];
}
