import { append, fill, newId, type Event } from "./log.ts";

export const PROJECT = "aaaaaaaaaaaaaaaaaaaaaaaaaa";
export const NOW = Date.now();
const HOUR = 3_600_000;

const measure = (value: number, low: number, high: number, n: number) => ({
  value,
  low,
  high,
  level: 0.95,
  n,
  n_unit: "item",
  method: "krippendorff.alpha/nominal",
  undefined: null,
  notes: [],
});

export const labels = [
  {
    code: "ironic",
    name: "Ironic",
    definition: "The reply means something other than what it says, and its author means readers to notice.",
    examples: ["“And who was minister then, I wonder?” under a post by that minister", "“Lovely weather for a picnic”, in a storm"],
    counter_examples: ["“When does the tram open?” wants to know"],
    disallowed: "ranking or moderating the people who wrote the replies",
    key: null,
  },
  {
    code: "not-ironic",
    name: "Not ironic",
    definition: "The reply means what it says, harsh or kind.",
    examples: ["“This is the third delay. I am tired of it.”"],
    counter_examples: [],
    disallowed: "",
    key: null,
  },
];

export const question = {
  question: newId(),
  type: "choice",
  slug: "irony",
  title: "Is the reply ironic?",
  help: "Judge the reply; read the post for context.",
  config: {
    multiple: false,
    allow_cant_tell: true,
    options: [
      { value: "ironic", label: "Ironic", key: null, hint: "means something other than it says" },
      { value: "not-ironic", label: "Not ironic", key: null, hint: "means what it says, harsh or kind" },
    ],
  },
};

export const clauses = [
  {
    id: "2.3",
    title: "Questions that answer themselves",
    html: "<p>A question whose answer both sides already know is ironic when it mocks the claim it pretends to ask about. It stays ironic when the mockery is friendly.</p>",
  },
  {
    id: "2.4",
    title: "Praise",
    html: "<p>Praise of something plainly bad is ironic. Praise of something small is not, even when it is exaggerated.</p><ul><li>“What a triumph”, under a cancelled train</li><li>“What a triumph”, under a finished bridge</li></ul>",
  },
  { id: "3", title: "Can’t tell", html: "<p>Skip the item and say why. Do not guess.</p>" },
];

export const markdown =
  "# 2.3 Questions that answer themselves\n\nA question whose answer both sides already know is ironic when it mocks the claim it pretends to ask about.\nIt stays ironic when the mockery is friendly.\n\n# 2.4 Praise\n\nPraise of something plainly bad is ironic.\n\n# 3 Can’t tell\n\nSkip the item and say why. Do not guess.\n";

const REPLIES: readonly (readonly [string, string])[] = [
  ["The council has announced that the tram works will finish on schedule, in spring 2024.", "Wonderful. And which of the three springs so far was the schedule talking about?"],
  ["Our library opens on Sundays from next month.", "About time, thank you to everyone who signed the petition."],
  ["The lift at platform 4 is back in service.", "Two whole days now. I have marked the anniversary in my calendar."],
  ["Ticket prices go up by four per cent in January.", "Of course they do, the trains have never been this empty."],
  ["Volunteers planted 300 trees along the canal.", "I walked there this morning, it already looks different."],
  ["The new app lets you report potholes.", "Great, now the potholes have an app and the streets have nothing."],
  ["School lunches will be free for all pupils.", "Who could possibly be against that?"],
];

export const tasks = Array.from({ length: 38 }, (_, n) => {
  const [post, reply] = REPLIES[n % REPLIES.length] as readonly [string, string];
  return {
    item: `item${String(n).padStart(20, "0")}`,
    external_id: `item-${4812 + n}`,
    content: { post, reply },
    collection: { name: "Short thread", licence: "CC BY 4.0", language: "en" },
    draft: null,
  };
});

export const overview = {
  project: PROJECT,
  name: "Irony in replies",
  roles: ["owner", "lead", "annotator", "adjudicator"],
  charter: { version: 2, owner: "Ana Ruiz", goals: "Teach a filter to leave irony alone.", scope: "Public replies in English.", signed: NOW - 90 * 24 * HOUR, min_alpha: 0.667, max_error: 0.05 },
  guideline_version: 7,
  taxonomy_version: 3,
  questions: [question],
  overlap: 3,
  collections: [{ collection: newId(), name: "threads 2024", licence: "CC BY 4.0", source: "council forum export", n_items: 5000, state: "sealed" }],
  n_items: 5000,
  n_complete: 3148,
  n_votes: 9444,
  n_annotators: 12,
  n_disputes_open: 2,
  n_disputes_settled: 96,
  n_flags: 2,
  needs: [
    { kind: "disputes", n: 2, since: NOW - 26 * HOUR },
    { kind: "flags", n: 2, since: NOW - 9 * HOUR },
  ],
  per_day: Array.from({ length: 18 }, (_, n) => ({
    day: new Date(NOW - (17 - n) * 24 * HOUR).toISOString().slice(0, 10),
    n: Math.round(420 + 160 * Math.sin(n / 2.3) + (n % 5) * 22),
  })),
};

export const agreement = {
  position: 81204,
  questions: [
    {
      question: question.question,
      title: question.title,
      alpha: measure(0.78, 0.74, 0.81, 3148),
      observed: measure(0.91, 0.9, 0.92, 3148),
      by_label: [
        { label: "ironic", name: "Ironic", n_votes: 2410, alpha: measure(0.77, 0.72, 0.81, 3148) },
        { label: "not-ironic", name: "Not ironic", n_votes: 7034, alpha: measure(0.79, 0.75, 0.82, 3148) },
      ],
    },
  ],
};

export const disputes = Array.from({ length: 3 }, (_, n) => ({
  dispute: `dispute${String(n).padStart(17, "0")}`,
  item: tasks[n + 2]?.item ?? "",
  question: question.question,
  n_votes: 3,
  opened_at: NOW - (n + 2) * HOUR,
  mine: n === 1 ? "own_work" : "free",
  external_id: tasks[n + 2]?.external_id ?? null,
  excerpt: tasks[n + 2]?.content.reply ?? null,
}));

export const flags = [
  { flag: newId(), item: tasks[4]?.item ?? "", external_id: "item-4816", content: tasks[4]?.content ?? null, reason: "Is praise of a small thing irony when everybody knows it is small?", at: NOW - 9 * HOUR, who: "P-7Q", state: "open", answer: null as string | null, answered_at: null as number | null },
  { flag: newId(), item: tasks[6]?.item ?? "", external_id: "item-4818", content: tasks[6]?.content ?? null, reason: "The reply is cut off in the middle.", at: NOW - 3 * HOUR, who: "P-2M", state: "open", answer: null as string | null, answered_at: null as number | null },
  { flag: newId(), item: tasks[1]?.item ?? "", external_id: "item-4813", content: tasks[1]?.content ?? null, reason: "Who is meant by “everyone”?", at: NOW - 30 * HOUR, who: "Ana Ruiz", state: "answered", answer: "Whoever signed the petition; it plays no part in whether the reply is ironic.", answered_at: NOW - 20 * HOUR },
];

export const people = [
  { member: newId(), name: "Ana Ruiz", roles: ["owner", "lead", "annotator", "adjudicator"], state: "active", n_answers: 12 },
  { member: newId(), name: "Lena Holm", roles: ["adjudicator"], state: "active", n_answers: 0 },
  { member: newId(), name: null, roles: ["annotator"], state: "active", n_answers: 1204 },
];

export const release = {
  release: newId(),
  state: "published",
  requested_at: NOW - 50 * HOUR,
  published_at: NOW - 50 * HOUR + 4000,
  position: 81190,
  n_rows: 3148,
  n_unresolved: 21,
  rows_root: "oH4ZxC5v1dAq3hP8yEtUu9Qm2LrKfWbN0sJ7cVxT6eA",
  supersedes: null,
  bundle: "ready",
  counts: { released: 3120, unresolved: 21, undecidable: 5, excluded: 2, withdrawn: 0 },
  files: [
    { path: "MANIFEST.json", size: 4210, sha256: "a07e19c4".repeat(8) },
    { path: "data/rows.jsonl", size: 1840211, sha256: "51d2aa07".repeat(8) },
    { path: "data/votes.jsonl", size: 5210876, sha256: "9f3c51d2".repeat(8) },
    { path: "log/tile/entries/000", size: 11240921, sha256: "5117031c".repeat(8) },
  ],
};

const start = NOW - 400 * HOUR;
const row = tasks[0]?.item ?? "";

/** One item's story, with real leaves. */
function story(): readonly Event[] {
  fill(4930);
  const chain: Event[] = [];
  const step = (hours: number, kind: string, actor: string, who: string | null, title: string, said: object, refs: object = {}): void => {
    chain.push(append({ at: start + hours * HOUR, kind, actor, who, title, said: { ...said }, refs: { item: row, ...refs } }));
  };
  step(0, "items.imported", "u0", "Ana Ruiz", "Item came in", { i12: { external_id: "item-4812", content: tasks[0]?.content, digest: "9f3c51d2aa07" } });
  fill(300);
  step(49, "annotation.submitted", "P7Qabc", "P-7Q", "P-7Q answered", { a0: "ironic", work: { claimed_ms: 28000, input: "key" } });
  fill(90);
  step(49.5, "annotation.submitted", "P2Mabc", "P-2M", "P-2M answered", { a0: "not-ironic", work: { claimed_ms: 9000, input: "key" } });
  step(49.6, "dispute.opened", "system", null, "Dispute opened by rule", {});
  fill(200);
  step(53, "review.settled", "J4abc", "J-4", "J-4 settled it", { decision: { outcome: "value", value: "ironic" }, reason: "guideline misread", clause: "2.3" });
  fill(900);
  step(300, "release.published", "system", null, "Released", {});
  fill(14);
  return chain;
}

export const chain = story();
