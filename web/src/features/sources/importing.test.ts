import { expect, test } from "vitest";
import type { CommandAnswer } from "@/api/schema";
import { parseCsv } from "@/state/csv";
import { chunksOf, fieldsOf, importAll, itemsOf, MOST_ITEMS, NOT_STARTED, refusedLines, type Steps } from "./importing";
import { problemsIn } from "./lines";

const items = (text: string, shown = ["text"]) => itemsOf({ table: parseCsv(text), idColumn: "id", shown });
const answer = (result: CommandAnswer["result"]): CommandAnswer => ({ receipts: [], result });

test("an id that stands twice is named with both its lines, the header being line 1", () => {
  expect(problemsIn(items("id,text\nr1,a\nr2,b\nr1,c\n"))).toEqual([{ line: 4, what: "the id “r1” stands on line 2 already" }]);
});

test("a line without an id, and one without text, are named before anything is sent", () => {
  expect(problemsIn(items("id,text\n,a\nr2, \n")).map((p) => p.line)).toEqual([2, 3]);
});

test("without a column of ids no line lacks one", () => {
  const table = parseCsv("text\na\na\n");

  expect(problemsIn(itemsOf({ table, idColumn: null, shown: ["text"] }))).toEqual([]);
});

test("what the server says of an item of a later command names its line in the file", () => {
  const all = items(`id,text\n${Array.from({ length: 150 }, (_, n) => `r${n},t`).join("\n")}`);
  const problem = { status: 422, code: "sources.items", detail: "", fix: "", problems: [{ field: "items[3].external_id", what: "is here" }] };

  expect(refusedLines(problem, all, 100)).toEqual([{ line: 105, what: "is here" }]);
});

test("columns whose names come to the same field keep apart, in the order chosen", () => {
  expect(fieldsOf(["Reply text", "Post", "reply-text", "…"])).toEqual(["reply_text", "post", "reply_text_2", "text"]);
});

test("as much as the server takes goes together, by number and by length", () => {
  const long = { line: 2, external_id: null, content: { text: "x".repeat(900_000) } };
  const short = { ...long, content: { text: "x" } };

  expect(chunksOf([long, long, long]).map((c) => c.length)).toEqual([2, 1]);
  expect(chunksOf(Array.from({ length: MOST_ITEMS + 1 }, () => short)).map((c) => c.length)).toEqual([MOST_ITEMS, 1]);
  expect(chunksOf([])).toEqual([]);
});

test("an import opens, sends, seals, and tells how far it is; the line number stays here", async () => {
  const sent: [string, { readonly items?: readonly object[] }][] = [];
  const steps: Steps[] = [];
  const all = items(`id,text\n${Array.from({ length: 1500 }, (_, n) => `r${n},t`).join("\n")}`);
  const send = async (name: string, args: object) => {
    sent.push([name, args]);
    return answer(name === "open_collection" ? { collection: "c1" } : {});
  };
  const isDone = await importAll({ send, onStep: (s) => steps.push(s) }, { name: "n", fields: ["text"] }, all, NOT_STARTED);

  expect(isDone).toBe(true);
  expect(sent.map(([name]) => name)).toEqual(["open_collection", "import_items", "import_items", "seal_collection"]);
  expect(sent[0]?.[1]).toEqual({ terms: { name: "n", fields: ["text"] }, subject_rule: "each" });
  expect(sent[1]?.[1].items?.[0]).toEqual({ external_id: "r0", content: { text: "t" } });
  expect(steps.at(-1)).toEqual({ collection: "c1", nSent: 1500 });
});
