/**
 * What the search box understands: words that a row must contain, and conditions on columns.
 *
 *     acc>0.9 lr<=0.1 adam          all three
 *     acc>0.9 or state=failed       one of them; `or` binds weaker than a space
 *     "two words"  not adam  -adam  params.yaml:lr=0.1
 */
import type { Report, ReportValue } from "../data.ts";

type RowTest = (row: number) => boolean;

/** A query that can be asked; `problem` is what could not be understood of it, to be shown beside the box. */
interface Query {
  readonly test: RowTest;
  readonly problem?: string;
}

const CONDITION = /^([^<>=!~\s"]+)(<=|>=|==|!=|<|>|=|~)(.*)$/;
const TOKEN = /-?"[^"]*"?|(?:[^\s"]+(?:"[^"]*"?)?)+/g;
const SPACED_OPERATOR = /\s*(<=|>=|==|!=|<|>|=|~)\s*/g;

export function compileQuery(report: Report, text: string): Query {
  const problems: string[] = [];
  const alternatives: RowTest[][] = [[]];
  let isNegated = false;
  for (const token of text.replace(SPACED_OPERATOR, "$1").match(TOKEN) ?? []) {
    const word = token.toLowerCase();
    if (word === "or" || word === "||") alternatives.push([]);
    else if (word === "not") isNegated = true;
    else if (word !== "and" && word !== "&&") {
      const test = compileTerm(report, token, problems);
      alternatives.at(-1)!.push(isNegated ? (row) => !test(row) : test);
      isNegated = false;
    }
  }
  const groups = alternatives.filter((tests) => tests.length > 0);
  const test: RowTest = groups.length === 0
    ? () => true
    : (row) => groups.some((tests) => tests.every((each) => each(row)));
  return problems.length === 0 ? { test } : { test, problem: problems.join("; ") };
}

function compileTerm(report: Report, token: string, problems: string[]): RowTest {
  const condition = CONDITION.exec(token);
  if (condition !== null && !token.startsWith("-")) {
    const [, name = "", operator = "", wanted = ""] = condition;
    return compileCondition(report, name, operator, unquoted(wanted), problems);
  }
  if (token.length > 1 && token.startsWith("-")) {
    const test = compileTerm(report, token.slice(1), problems);
    return (row) => !test(row);
  }
  const word = unquoted(token).toLowerCase();
  return (row) => textOf(report, row).includes(word);
}

function unquoted(text: string): string {
  return text.replace(/^"|"$/g, "");
}

function compileCondition(
  report: Report,
  name: string,
  operator: string,
  wanted: string,
  problems: string[],
): RowTest {
  const valueOf = findValues(report, name);
  if (valueOf === undefined) {
    problems.push(`no column is called ${name}`);
    return () => true;
  }
  if (wanted === "") return (row) => isThere(valueOf(row)); // still being typed
  return (row) => holds(valueOf(row), operator, wanted);
}

/** A column by its whole name, its last part, or by what begins so, if there is but one. */
function findValues(report: Report, name: string): ((row: number) => ReportValue) | undefined {
  const wanted = name.toLowerCase();
  if (wanted === "name") return (row) => report.rows[row]!.id;
  if (wanted === "state") return (row) => report.rows[row]!.state || "success";
  if (wanted === "created") return (row) => report.rows[row]!.created;
  if (wanted === "rev") return (row) => report.rows[row]!.rev;
  const names = report.columns.map((column) => column.name.toLowerCase());
  const matches = [
    (each: string) => each === wanted,
    (each: string) => each.endsWith(`.${wanted}`) || each.endsWith(`:${wanted}`),
    (each: string) => each.startsWith(wanted),
  ];
  for (const matchesName of matches) {
    const found = names.flatMap((each, i) => matchesName(each) ? [i] : []);
    if (found.length === 1) return (row) => report.columns[found[0]!]!.values[row] ?? null;
  }
  return undefined;
}

function isThere(value: ReportValue): boolean {
  return value !== null && value !== "";
}

function holds(value: ReportValue, operator: string, wanted: string): boolean {
  if (!isThere(value)) return operator === "!=";
  const [a, b] = [numberIn(value), numberIn(wanted)];
  const areNumbers = !Number.isNaN(a) && !Number.isNaN(b);
  if (!areNumbers && !Number.isNaN(b) && /[<>]/.test(operator)) return false; // a text is neither more nor less
  const [x, y] = areNumbers ? [a, b] : [String(value).toLowerCase(), wanted.toLowerCase()];
  switch (operator) {
    case "<":
      return x < y;
    case "<=":
      return x <= y;
    case ">":
      return x > y;
    case ">=":
      return x >= y;
    case "!=":
      return x !== y;
    case "~":
      return String(value).toLowerCase().includes(wanted.toLowerCase());
    default:
      return x === y;
  }
}

function numberIn(value: ReportValue): number {
  if (value === "inf" || value === "-inf") return value === "inf" ? Infinity : -Infinity;
  return typeof value === "boolean" || value === "" ? NaN : Number(value);
}

const texts = new WeakMap<Report, string[]>();

/** All that a word may match in a row, in small letters; made once. */
function textOf(report: Report, row: number): string {
  let made = texts.get(report);
  if (made === undefined) texts.set(report, made = []);
  return made[row] ??= writeText(report, row);
}

/** Makes the texts that words are looked for in, before somebody types: of thousands of rows they take a moment. */
export function prepareWords(report: Report): void {
  report.rows.forEach((_, row) => textOf(report, row));
}

function writeText(report: Report, index: number): string {
  const { id, rev, state, message, created } = report.rows[index]!;
  const values = report.columns.flatMap(({ name, values }) => {
    const value = values[index] ?? null;
    return isThere(value) ? [`${name}=${value}`] : [];
  });
  return [id, rev, state, message, created, ...values].join("\n").toLowerCase();
}
