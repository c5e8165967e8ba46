import { expect, test } from "vitest";
import { parseCsv } from "./csv";

test("quoted cells may hold separators, quotes and lines", () => {
  const { rows } = parseCsv('id,text\n1,"a, ""b""\nc"\n');

  expect(rows).toEqual([["1", 'a, "b"\nc']]);
});

test("semicolons and tabs are found out by the header", () => {
  expect(parseCsv("id;text\n1;a,b\n").rows).toEqual([["1", "a,b"]]);
  expect(parseCsv("id\ttext\n1\ta\n").columns).toEqual(["id", "text"]);
});

test("a line with too few cells is named by its number and left out", () => {
  const table = parseCsv("a,b\n1,2\nonly\n3,4\n");

  expect(table.problems).toEqual([{ line: 3, what: "1 cell where the header has 2" }]);
  expect(table.rows).toHaveLength(2);
});

test("a quotation mark that never closes is named by the line it opens in", () => {
  expect(parseCsv('a,b\n1,"2\n3,4').problems[0]?.line).toBe(2);
});

test("a byte order mark is no part of the first column", () => {
  expect(parseCsv("\uFEFFid,text\n").columns).toEqual(["id", "text"]);
});

test("lines are counted as people count them, also after a cell of several lines", () => {
  expect(parseCsv('id,text\n1,"a\nb"\n2,c\n').lines).toEqual([2, 4]);
});
