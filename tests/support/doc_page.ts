/**
 * A page of the documentation whose sessions are held against the program.
 *
 * A fence `console` is a session: a line `$ COMMAND` is run by `sh` in the page's repository, each where the last has left
 * off; the lines up to the next are what a person then reads, of both outputs. A line `…` there stands for any lines. A
 * fence of another language whose first line is a comment with a path is a file that is there from then on. What differs
 * from run to run is compared by its kind alone: shas, durations, times of day, rates, the number of blanks.
 *
 * UPDATE=1 writes what the program says into the page; lines `…` then stay where what stands before and behind them is
 * still said.
 */
import assert from "node:assert/strict";
import { type Scenario, scenario, type ScenarioOptions } from "./scenario.ts";

interface Step {
  readonly command: string;
  readonly told: readonly string[];
  /** Of the first line of `told`, in the page's lines. */
  readonly at: number;
}
type Part =
  | { readonly kind: "file"; readonly path: string; readonly text: string }
  | ({ readonly kind: "step" } & Step);

export interface DocPageOptions extends ScenarioOptions {
  /** Exit codes other than 0, by the command as the page has it. */
  readonly codes?: Readonly<Record<string, number>>;
}

/**
 * @param name of a file in docs/, or the path of a README.md
 * @param given what is there before the first session
 */
export function docPage(name: string, given: (journey: Scenario) => Promise<void>, options: DocPageOptions = {}): void {
  scenario(`what ${name} shows is what happens`, async (journey) => {
    await given(journey);
    await followPage(name, journey, options);
  }, options);
}

/** What a page calls a place, and where that is on this machine. */
export type NamedPlace = readonly [written: string, here: string];

/** @param name as {@link docPage} has it */
export async function followPage(
  name: string,
  journey: Scenario,
  { codes, places = [] }: Pick<DocPageOptions, "codes"> & { readonly places?: readonly NamedPlace[] },
): Promise<void> {
  const path = new URL(name.endsWith("README.md") ? `../../${name}` : `../../docs/${name}`, import.meta.url).pathname;
  const lines = Deno.readTextFileSync(path).split("\n");
  const parts = partsOf(lines);
  assert.ok(parts.some(({ kind }) => kind === "step"), `${name} has no session`);
  const said = new Map<Step, readonly string[]>();
  for (const part of parts) {
    if (part.kind === "file") journey.repo.write({ [part.path]: asHere(part.text, places) });
    else said.set(part, await follow(journey, part.command, codes?.[part.command] ?? 0, places));
  }
  if (Deno.env.get("UPDATE") === "1") return Deno.writeTextFileSync(path, rewritten(lines, said).join("\n"));
  for (const [{ command, told }, real] of said) {
    assert.ok(isSaid(told, real), `$ ${command}\nsays:\n${real.join("\n")}\n\n${name} has:\n${told.join("\n")}`);
  }
}

function asHere(text: string, places: readonly NamedPlace[]): string {
  return places.reduce((real, [written, here]) => real.replaceAll(written, here), text);
}

function asWritten(text: string, places: readonly NamedPlace[]): string {
  return places.reduce((told, [written, here]) => here === "" ? told : told.replaceAll(here, written), text);
}

/** What a page's fences hold, in their order. */
export function partsOf(lines: readonly string[]): Part[] {
  const parts: Part[] = [];
  for (let i = 0; i < lines.length; i++) {
    const [, language] = /^```(\w+)$/.exec(lines[i]!) ?? [];
    if (language === undefined) continue;
    const end = lines.indexOf("```", i + 1);
    if (language === "console") parts.push(...stepsOf(lines, i + 1, end));
    else {
      const [, path] = /^(?:#|\/\/|<!--) (\S+\.\w+)(?: -->)?$/.exec(lines[i + 1]!) ?? [];
      if (path !== undefined) parts.push({ kind: "file", path, text: lines.slice(i + 2, end).join("\n") + "\n" });
    }
    i = end;
  }
  return parts;
}

function stepsOf(lines: readonly string[], from: number, to: number): Part[] {
  const parts: Part[] = [];
  for (let i = from; i < to;) {
    assert.match(lines[i]!, /^\$ /, `line ${i + 1} is neither a command nor said by one`);
    const command = lines[i]!.slice(2), at = i + 1;
    for (i = at; i < to && !lines[i]!.startsWith("$ "); i++);
    parts.push({ kind: "step", command, told: lines.slice(at, i), at });
  }
  return parts;
}

async function follow(
  { sh, repo }: Scenario,
  command: string,
  code: number,
  places: readonly NamedPlace[],
): Promise<readonly string[]> {
  const place = `${repo.around}/doc-place`;
  const script = `cd "$(cat '${place}' 2>/dev/null || echo .)"\n${
    asHere(command, places)
  }\ncode=$?\npwd >'${place}'\nexit $code`;
  const { stdout } = await sh(`{ ${script}\n} 2>&1`, { code });
  const lines = asWritten(stdout, places).replaceAll(repo.around, "/home/ada").trimEnd().split("\n");
  return lines.length === 1 && lines[0] === "" ? [] : lines;
}

/** @param told with `…` for any lines */
export function isSaid(told: readonly string[], real: readonly string[]): boolean {
  const pattern = told.map((line) => line === "…" ? "(?:.*\\n)*?" : `${patternOf(line)}\\n`).join("");
  return new RegExp(`^${pattern}$`).test(real.map((line) => `${kindsOf(line)}\n`).join(""));
}

const DAY_MS = 86_400_000;
const DATE = new Intl.DateTimeFormat("en-US", { month: "short", day: "2-digit", year: "numeric", timeZone: "UTC" });

/** A line with what differs from run to run replaced by words for it. */
export function kindsOf(line: string, nowMs = Date.now()): string {
  return line
    .replaceAll(DATE.format(nowMs - DAY_MS), "CLOCK") // what was made before midnight is told by its date after it
    .replace(/\b(?=[a-f]*\d)[0-9a-f]{7,40}\b/g, "SHA")
    .replace(/\b\d+(\.\d+)? ?(ms|s|min|h)\b( \d+ (s|min)\b)?/g, "TIME")
    .replace(/\b\d{1,2}:\d{2}(:\d{2})?( [AP]M)?\b/g, "CLOCK")
    .replace(/\b\d+(\.\d+)? ?([KMG]i?)?B\/s/g, "RATE")
    .replace(/[─━-]{3,}/g, "---")
    .replace(/\s+/g, " ")
    .trimEnd();
}

function rewritten(lines: readonly string[], said: ReadonlyMap<Step, readonly string[]>): string[] {
  const result = [...lines];
  for (const [{ told, at }, real] of [...said].reverse()) {
    if (!isSaid(told, real)) result.splice(at, told.length, ...real);
  }
  return result;
}

function patternOf(line: string): string {
  return escapeRegExp(kindsOf(line)).replaceAll("SHA", "(?:SHA|[a-f]{7,40})"); // now and then one has no digit
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
