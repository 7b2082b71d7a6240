import type { Key, Value, ValueMap } from "../common/mod.ts";
import { Undrawable } from "./undrawable.ts";

/**
 * A table as Python's `csv.DictReader` gives it, which is how DVC reads CSV and TSV (dvc/repo/plots/__init__.py,
 * `_load_sv`): all values are texts, missing ones null, further ones in a list under the key null; blank lines count
 * for nothing. Own, since packages for CSV refuse what Python reads: quotes inside a bare field, text after a quoted one.
 *
 * @param header without one the columns are called `0`, `1`, …
 */
export function readPythonCsv(text: string, delimiter: string, header: boolean): Value[] {
  const content = text.replace(/\r\n?/g, "\n");
  const rows = csvRows(content, delimiter);
  const fields = header ? firstFull(rows) : numbered(csvRows(content, ","));
  const table: Value[] = [];
  for (const row of rows) if (row.length > 0) table.push(record(fields, row));
  return table;
}

function firstFull(rows: Iterator<string[]>): string[] {
  const { value, done } = rows.next(); // a blank first line is a header without fields
  return done === true ? [] : value;
}

/** DVC counts the columns between commas whatever the delimiter is. */
function numbered(rows: Iterator<string[]>): string[] {
  const { value, done } = rows.next();
  if (done === true) throw new Undrawable("TypeError", "object of type 'NoneType' has no len()");
  return value.map((_: string, index: number) => String(index));
}

function record(fields: readonly string[], row: readonly string[]): ValueMap {
  const values: ValueMap = new Map<Key, Value>();
  fields.forEach((field, index) => {
    if (index < row.length) values.set(field, row[index]!);
  });
  if (row.length > fields.length) values.set(null, row.slice(fields.length));
  for (const field of fields.slice(row.length)) values.set(field, null);
  return values;
}

/** Python's own limit (`csv.field_size_limit`). */
const LONGEST_FIELD = 131_072;

function csvRows(text: string, delimiter: string): Iterator<string[]> & Iterable<string[]> {
  return text.includes('"') ? quotedRows(text, delimiter) : bareRows(text, delimiter);
}

/** The same where nothing is quoted, which is quicker. */
function* bareRows(text: string, delimiter: string): Generator<string[]> {
  for (let from = 0; from < text.length;) {
    const end = text.indexOf("\n", from), line = text.slice(from, end < 0 ? undefined : end);
    const row = line === "" ? [] : line.split(delimiter);
    row.forEach(checkLength);
    yield row;
    from += line.length + 1;
  }
}

function checkLength(field: string): void {
  if (field.length > LONGEST_FIELD) throw new Undrawable("Error", `field larger than field limit (${LONGEST_FIELD})`);
}

/** Rows as `csv.reader` splits them with its default dialect: `"` quotes, doubled inside, and never fails a text. */
function* quotedRows(text: string, delimiter: string): Generator<string[]> {
  let row: string[] = [], field = "";
  let state: "row" | "field" | "bare" | "quoted" | "closed" = "row";
  const endField = () => {
    checkLength(field);
    row.push(field);
    field = "";
  };
  for (const c of text) {
    if (state === "quoted") {
      if (c === '"') state = "closed";
      else field += c;
    } else if (c === "\n") {
      if (state !== "row") endField();
      yield row;
      row = [];
      state = "row";
    } else if (c === delimiter) {
      endField();
      state = "field";
    } else if (c === '"' && (state === "row" || state === "field")) state = "quoted";
    else if (c === '"' && state === "closed") {
      field += c;
      state = "quoted";
    } else {
      field += c;
      state = "bare";
    }
  }
  if (state === "row") return;
  endField();
  yield row;
}
