import { ORIGIN, VKEY, append, checkpoint, inclusion, newId, rootText, size } from "./log.ts";
import * as seed from "./seed.ts";

type Body = Record<string, unknown> | undefined;
type Answer = readonly [number, unknown];

const session = {
  account: "account0",
  login: "ana",
  name: "Ana Ruiz",
  csrf: "fake",
  projects: [{ project: seed.PROJECT, name: seed.overview.name, roles: seed.overview.roles }],
};

let isSignedIn = !process.env.FAKE_SIGNED_OUT;
let done = 12;
let flags = [...seed.flags];
let open = [...seed.disputes];
const answered = new Map<string, { event_id: string; answers: unknown; at: number }>();

const problem = (status: number, code: string, detail: string, fix: string): Answer => [status, { status, code, detail, fix }];
const log = () => ({ origin: ORIGIN, size: size(), checkpoint_size: size(), checkpoint_root: rootText(), at: Date.now() - 120_000, vkey: VKEY });

const receipt = () => {
  const event = append({ at: Date.now(), kind: "annotation.submitted", actor: "me", who: "you", title: "", refs: {}, said: {} });
  return { log: ORIGIN, index: event.index, leaf_hash: event.leaf_hash, event_id: event.id };
};

function work(): Answer {
  const tasks = seed.tasks.filter((t) => !answered.has(t.item)).slice(0, 10);
  return [200, { tasks, left: 38 - answered.size, done, lease_expires: Date.now() + 3_600_000, questions: [seed.question], guideline: { event_id: "g7", version: 7 }, taxonomy: { event_id: "t3", version: 3 } }];
}

function submit(body: Body): Answer {
  const item = String(body?.item);
  if (!answered.has(item)) done += 1;
  const r = receipt();
  answered.set(item, { event_id: r.event_id, answers: body?.answers, at: Date.now() });
  return [200, { receipt: r, left: 38 - answered.size, done }];
}

function opened(id: string): Answer {
  const line = open.find((d) => d.dispute === id);
  if (!line) return problem(404, "review.no_dispute", `No open dispute ${id}`, "Go back to the list");
  if (line.mine === "own_work") return problem(403, "review.own_work", "You annotated this item", "Ask an adjudicator who did not");
  const task = seed.tasks.find((t) => t.item === line.item);
  const vote = (place: string, value: string, guideline_version: number) => ({ place, value, guideline_version });
  return [200, {
    ...line,
    content: task?.content,
    collection: task?.collection,
    question: seed.question,
    votes: [vote("A", "ironic", 7), vote("B", "not-ironic", 7), vote("C", "ironic", 6)],
    agreement: seed.agreement.questions[0]?.alpha,
    guideline_version: 7,
    similar: [],
  }];
}

function command(name: string, body: Body): Answer {
  const args = (body?.args ?? {}) as Record<string, unknown>;
  if (name === "answer_flag") {
    flags = flags.map((f) => (f.flag === args.flag ? { ...f, state: "answered", answer: String(args.words), answered_at: Date.now() } : f));
  }
  if (name === "flag_item") {
    const task = seed.tasks.find((t) => t.item === args.item);
    const said = { item: String(args.item), external_id: task?.external_id ?? "", content: task?.content ?? null, reason: String(args.reason) };
    flags = [...flags, { flag: newId(), ...said, at: Date.now(), who: "Ana Ruiz", state: "open", answer: null, answered_at: null }];
  }
  if (name === "adjudicate") open = open.filter((d) => d.dispute !== args.dispute);
  const result = name === "invite_member" ? { token: "kJ3vQ0fYw8n2" } : name === "open_project" ? { project: seed.PROJECT } : name === "open_collection" ? { collection: newId() } : {};
  return [200, { receipts: [receipt()], result }];
}

const explanation = () => ({
  item: seed.tasks[0]?.item,
  external_id: seed.tasks[0]?.external_id,
  content: seed.tasks[0]?.content,
  question: seed.question,
  row: { row_id: "row1", item_id: seed.tasks[0]?.item, question_id: seed.question.question, value: "ironic", status: "settled", n_votes: 3 },
  release: seed.release.release,
  chain: seed.chain,
  proof: { origin: ORIGIN, vkey: VKEY, checkpoint: checkpoint(), index_proofs: Object.fromEntries(seed.chain.map((e) => [e.index, inclusion(e.index)])) },
});

const verification = {
  ok: true,
  exit: 0,
  checks: [
    { name: "files", state: "passed", detail: "14 files, 18.3 MB, each by its SHA-256" },
    { name: "log", state: "passed", detail: "81 204 leaves under one root signed by 5117 31cb" },
    { name: "openings", state: "passed", detail: "94 440 openings; 0 altered, 0 stray" },
    { name: "votes", state: "passed", detail: "9 444 of 9 444 votes before position 81 190" },
    { name: "values", state: "passed", detail: "98 decisions and 3 022 majorities follow from their votes" },
    { name: "documents", state: "passed", detail: "v6 in 410 votes, v7 in the rest; both are in the bundle" },
  ],
  not_checked: ["witnesses: none is configured", "timestamps: none is enclosed"],
};

const row = (n: number) => ({
  row_id: `row${n}`,
  item_id: seed.tasks[n % 38]?.item,
  question_id: seed.question.question,
  value: n % 17 === 5 ? null : n % 3 === 0 ? "ironic" : "not-ironic",
  status: n % 17 === 5 ? "unresolved" : "released",
  n_votes: 3,
});

const reads: Record<string, () => unknown> = {
  "": () => ({ ...seed.overview, n_disputes_open: open.length, n_flags: flags.filter((f) => f.state === "open").length, log: log() }),
  "/agreement": () => seed.agreement,
  "/guideline": () => ({ event_id: "g7", version: 7, digest: "nB7o0Wg3V9mZqk1sY2f4xT6eAoH4ZxC5v1dAq3hP8yE", markdown: seed.markdown, html: "", clauses: seed.clauses, published_at: seed.NOW - 20 * 86_400_000 }),
  "/taxonomy": () => ({ event_id: "t3", version: 3, labels: seed.labels }),
  "/answers": () => ({ answers: [...answered].reverse().map(([item, a]) => ({ item, ...a, settled: false, content: seed.tasks.find((t) => t.item === item)?.content })) }),
  "/disputes": () => ({ disputes: open, n_open: open.length, n_settled: 96 + 3 - open.length }),
  "/releases": () => ({ releases: [seed.release] }),
  "/flags/mine": () => ({ flags: flags.filter((f) => f.who === "Ana Ruiz") }),
  "/items": () => ({ items: seed.tasks.map((t, n) => ({ item: t.item, external_id: t.external_id, collection: "c", state: n === 3 ? "excluded" : "here" })), next: null }),
  "/people": () => ({ people: seed.people }),
  "/log": () => ({ origin: ORIGIN, size: size(), checkpoints: [{ size: size(), root: rootText(), at: Date.now() - 120_000 }], vkey: VKEY }),
};

export function answer(method: string, url: string, body: Body): Answer {
  const path = (url.split("?")[0] ?? "").replace(/^\/v1/, "");
  if (path === "/session") return sessionRoute(method, body);
  if (path.startsWith("/invitations/")) return method === "GET" ? [200, { project_name: seed.overview.name, roles: ["annotator"], login: null }] : [200, session];
  if (!isSignedIn) return problem(401, "access.signed_out", "Nobody is signed in", "Sign in");
  if (path === "/projects") return [200, { projects: [{ ...session.projects[0], n_items: 5000, n_complete: 3148, n_disputes: open.length, overlap: 3 }] }];
  if (path.startsWith("/commands/")) return command(path.slice(10), body);
  const inside = /^\/projects\/[^/]+(.*)$/.exec(path)?.[1];
  if (inside === undefined) return problem(404, "http.not_found", path, "Check the address");
  return project(method, inside, new URLSearchParams(url.split("?")[1] ?? ""), body);
}

function sessionRoute(method: string, body: Body): Answer {
  if (method === "POST" && body?.password === "wrong") return problem(401, "access.wrong_password", "Login and password do not belong together", "Type them again, or ask for a reset link");
  if (method === "POST") isSignedIn = true;
  if (method === "DELETE") isSignedIn = false;
  return isSignedIn ? [200, session] : problem(401, "access.signed_out", "Nobody is signed in", "Sign in");
}

function project(method: string, path: string, query: URLSearchParams, body: Body): Answer {
  if (path === "/work") return work();
  if (path === "/submissions") return submit(body);
  if (path.startsWith("/drafts/")) return [204, undefined];
  const dispute = /^\/disputes\/([^/]+)\/opened$/.exec(path)?.[1];
  if (dispute) return opened(dispute);
  if (path.endsWith("/verification")) return [200, verification];
  if (path === "/flags") return [200, { flags: flags.filter((f) => f.state === query.get("state")) }];
  if (path.endsWith("/rows")) {
    const items = Object.fromEntries(seed.tasks.map((t) => [t.item, { external_id: t.external_id, excerpt: t.content.reply }]));
    return [200, { rows: Array.from({ length: 40 }, (_, n) => row(n)), items }];
  }
  if (path.startsWith("/releases/")) return [200, { ...seed.release, vkey: VKEY, checkpoint: { size: size(), root: rootText() } }];
  if (path.startsWith("/explain/")) return [200, explanation()];
  const read = reads[path];
  return method === "GET" && read ? [200, read()] : problem(404, "http.not_found", path, "Check the address");
}
