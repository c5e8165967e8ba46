export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The line each row begins on, as people count: the header is line 1. */
  readonly lines: readonly number[];
  readonly problems: readonly { readonly line: number; readonly what: string }[];
}

/** RFC 4180 with any of comma, semicolon and tab as separator; the first record names the columns. */
export function parseCsv(text: string): Table {
  const clean = text.replace(/^\uFEFF/, "");
  const separator = guess(clean.split(/\r?\n/, 1)[0] ?? "");
  const { records, open } = split(clean, separator);
  const columns = (records[0]?.cells ?? []).map((c) => c.trim());
  const problems = open === null ? [] : [{ line: open, what: "a quotation mark opens here and never closes" }];
  const rows: string[][] = [];
  const lines: number[] = [];
  for (const record of records.slice(1)) {
    if (record.cells.length === 1 && record.cells[0] === "") continue;
    if (record.cells.length === columns.length) {
      rows.push(record.cells);
      lines.push(record.line);
    } else problems.push({ line: record.line, what: `${record.cells.length} ${record.cells.length === 1 ? "cell" : "cells"} where the header has ${columns.length}` });
  }
  return { columns, rows, lines, problems };
}

function guess(header: string): string {
  const count = (c: string): number => header.split(c).length;
  return [",", "\t", ";"].sort((a, b) => count(b) - count(a))[0] as string;
}

interface Row {
  readonly line: number;
  readonly cells: string[];
}

function split(text: string, separator: string): { records: Row[]; open: number | null } {
  const records: Row[] = [];
  let row: Row = { line: 1, cells: [] };
  let cell = "";
  let line = 1;
  let quotedSince: number | null = null;
  const endCell = (): void => {
    row.cells.push(cell);
    cell = "";
  };
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i] as string;
    if (c === "\n") line += 1;
    if (quotedSince !== null) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else quotedSince = null;
    } else if (c === '"' && cell === "") quotedSince = line;
    else if (c === separator) endCell();
    else if (c === "\n") {
      endCell();
      records.push(row);
      row = { line, cells: [] };
    } else if (c !== "\r" || text[i + 1] !== "\n") cell += c;
  }
  if (cell !== "" || row.cells.length > 0) {
    endCell();
    records.push(row);
  }
  return { records, open: quotedSince };
}
