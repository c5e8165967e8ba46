import { plural } from "@/state/messages";

export const m = {
  title: "Guideline",
  draftOf: (v: number): string => `draft of v${v}`,
  inForce: (v: number): string => `v${v} in force`,
  none: "No version is published. Write clauses as headings; each answer will name the version it followed.",
  since: (v: number, day: string): string => `v${v} in force since ${day}`,
  digest: (d: string): string => `sha256 ${d}`,
  write: "Write",
  preview: "Read",
  changes: (from: number | null, to: number): string => (from === null ? "Changes" : `Changes from v${from} to v${to}`),
  tabs: "Guideline views",
  outline: "Clauses",
  noClauses: "Headings become clauses",
  markdown: "Guideline in Markdown",
  publish: (v: number): string => `Publish as v${v}`,
  meaning:
    "Publishing names you and the time in the log. Answers given under an earlier version keep that version and stay readable.",
  unchanged: "Nothing differs from the version in force.",
  counts: (added: number, removed: number): string =>
    `${plural(added, { one: "# line added", other: "# lines added" })}, ${plural(removed, { one: "# removed", other: "# removed" })}`,
  under: (v: number): string => `Version ${v}`,
  facts: "What is in force",
  version: "Version",
  published: "Published",
  nClauses: "Clauses",
  fingerprint: "Digest",
  report: "Say it without your name",
  reportText:
    "Something unclear, wrong or unfair? The leads read this without knowing who wrote it: the log records it under a name made for it alone. It does show when.",
  reportLabel: "What you want to tell the leads",
  reportSend: "Send without my name",
  reportSent: "Sent",
  reports: "Told without a name",
  reportErased: "(erased)",
  reportedUnder: (version: number | null, when: string): string => (version === null ? when : `under v${version}, ${when}`),
  starter:
    "# 1 What to judge\n\nSay in two sentences what the annotator looks at and what they decide.\n\n# 2 The labels\n\n## 2.1 First label\n\nWhen it applies. An example, and a case that looks like it but is not.\n\n# 3 When you cannot tell\n\nSkip the item and say why. Do not guess.\n",
};
