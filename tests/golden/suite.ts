/** What the golden runners share: options, the program under test, deliberate differences, the summary. */
import { killLeftovers, removeFolder, writeProgram } from "../support/command.ts";

export const ROOT = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");

export interface SuiteOptions {
  /** Only cases whose name contains one of these; all when empty. */
  readonly filters: readonly string[];
  readonly jobs: number;
  readonly verbose: boolean;
  /** Lists what fails now as deliberate, for this reason, instead of judging it. */
  readonly accept: string | undefined;
  /** A folder of cases in the place of the recorded ones. */
  readonly cases: string | undefined;
}

/** One case: its name within the suite, and how to run it. Returns what is wrong, one finding an item. */
export interface SuiteCase {
  readonly name: string;
  readonly run: (folder: string) => Promise<string[]>;
}

export function parseOptions(args: readonly string[]): SuiteOptions {
  const filters: string[] = [];
  let jobs = navigator.hardwareConcurrency;
  let verbose = false;
  let accept: string | undefined, cases: string | undefined;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === "--jobs" || arg === "-j") jobs = Number(args[++i]);
    else if (arg === "--verbose" || arg === "-v") verbose = true;
    else if (arg === "--accept") accept = args[++i];
    else if (arg === "--cases") cases = args[++i];
    else filters.push(arg);
  }
  return { filters, jobs, verbose, accept, cases };
}

/** Runs the cases in fresh folders, prints every failure and the summary, and returns the number of failures. */
export async function runSuite(suite: string, cases: readonly SuiteCase[], options: SuiteOptions): Promise<number> {
  const chosen = cases.filter(({ name }) =>
    options.filters.length === 0 || options.filters.some((part) => name.includes(part))
  );
  const started = performance.now();
  const failed: string[] = [];
  let next = 0;
  const work = async () => {
    while (next < chosen.length) {
      const { name, run } = chosen[next++]!;
      const findings = await runCase(run);
      if (findings.length > 0) failed.push(name);
      if (findings.length > 0) console.log([`FAIL ${suite}/${name}`, ...findings.map(indent)].join("\n"));
      else if (options.verbose) console.log(`ok   ${suite}/${name}`);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, options.jobs) }, work));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (failed.length > 0) console.log(`failed: ${listShort(failed.sort())}`);
  console.log(`golden ${suite}: ${chosen.length - failed.length} passed, ${failed.length} failed (${seconds} s)`);
  return failed.length;
}

/** The first of many names, so that a summary stays readable. */
export function listShort(names: readonly string[]): string {
  return names.slice(0, 60).join(" ") + (names.length > 60 ? ` … and ${names.length - 60} more` : "");
}

async function runCase(run: SuiteCase["run"]): Promise<string[]> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "exp-golden-" }));
  try {
    return await run(folder);
  } catch (error) {
    return [`the runner broke: ${error instanceof Error ? error.stack : error}`];
  } finally {
    await killLeftovers(folder);
    await removeFolder(folder);
  }
}

/** A program under test, as a `dvc` that can be put on PATH. */
export interface Program {
  /** The folder that holds nothing but the executable `dvc` (and `exp`). */
  readonly bin: string;
  /** Whether it is a real DVC: commands of `exp` alone do not exist there. */
  readonly isDvc: boolean;
}

/**
 * EXP_BIN names the program (default: dist/exp); EXP_SOURCE=1 runs src/main.ts instead; EXP_DVC_CMD names a real DVC,
 * which checks the runner itself.
 */
export async function prepareProgram(dvcCommand = Deno.env.get("EXP_DVC_CMD")): Promise<Program> {
  const bin = await Deno.makeTempDir({ prefix: "exp-bin-" });
  globalThis.addEventListener("unload", () => Deno.removeSync(bin, { recursive: true }));
  if (dvcCommand !== undefined) {
    // at the very path of the executable: DVC starts its workers by it
    writeProgram(`${bin}/dvc`, `#!/bin/sh\nexec '${dvcCommand}' "$@"\n`);
    return { bin, isDvc: true };
  }
  let exec = `'${Deno.env.get("EXP_BIN") ?? `${ROOT}/dist/exp`}'`;
  if (Deno.env.get("EXP_SOURCE") === "1") {
    const cache = Deno.env.get("DENO_DIR");
    const setCache = cache === undefined ? "" : `DENO_DIR='${cache}' `;
    exec =
      `env ${setCache}DENO_NO_UPDATE_CHECK=1 '${Deno.execPath()}' run -A --frozen --cached-only --no-check --quiet ` +
      `--unstable-worker-options '${ROOT}/src/main.ts'`;
  } else await Deno.stat(exec.slice(1, -1));
  writeProgram(`${bin}/dvc`, `#!/bin/sh\nexec ${exec} dvc "$@"\n`);
  writeProgram(`${bin}/exp`, `#!/bin/sh\nexec ${exec} "$@"\n`);
  return { bin, isDvc: false };
}

/** One place in a case and what is there instead; no `value` means "absent". */
export interface Change {
  readonly at: readonly (string | number)[];
  readonly value?: unknown;
}

/** Where `exp` does the right thing and DVC does not; what is then expected stands in `changes`. */
interface Difference {
  readonly reason: string;
  readonly changes: readonly Change[];
}

/**
 * Deliberate differences (differences.json): `SUITE/CASE` → reason and changes. A listed case must pass with the
 * changes and fail without them, so the list hides nothing and holds nothing stale.
 */
export async function readDifferences(): Promise<Readonly<Record<string, Difference>>> {
  return JSON.parse(await Deno.readTextFile(new URL("differences.json", import.meta.url)));
}

/** Adds a case to differences.json, with the places in which it deviates now; read the diff before committing it. */
export function acceptDifference(name: string, reason: string, changes: readonly Change[]): void {
  const path = new URL("differences.json", import.meta.url);
  const all = JSON.parse(Deno.readTextFileSync(path)) as Record<string, Difference>;
  all[name] = { reason, changes };
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  Deno.writeTextFileSync(path, JSON.stringify(sorted, null, 1) + "\n");
}

export function withDifference<Case>(recorded: Case, difference: Difference | undefined): Case {
  const changed = structuredClone(recorded);
  for (const { at, value } of difference?.changes ?? []) {
    let place = changed as Record<string | number, unknown>;
    for (const key of at.slice(0, -1)) place = (place[key] ??= {}) as Record<string | number, unknown>;
    const last = at.at(-1)!;
    if (value === undefined) delete place[last];
    else place[last] = value;
  }
  return changed;
}

/** What a case attempt reports to, besides its findings. Given only with --accept: the attempt then goes on to the end. */
export type OnDeviation = (change: Change) => void;

/** Runs a case as recorded or, when it is listed, as listed, and proves that the listing is needed. */
export async function judge<Case>(
  name: string,
  recorded: Case,
  context: { differences: Readonly<Record<string, Difference>>; isDvc: boolean; accept: string | undefined },
  attempt: (expected: Case, onDeviation?: OnDeviation) => Promise<string[]>,
): Promise<string[]> {
  const difference = context.differences[name];
  if (context.accept !== undefined) {
    const changes: Change[] = [];
    const findings = await attempt(recorded, (change) => changes.push(change));
    if (findings.length > 0) acceptDifference(name, context.accept, changes);
    return findings;
  }
  if (difference === undefined || context.isDvc) return await attempt(recorded);
  const findings = await attempt(withDifference(recorded, difference));
  if (findings.length > 0) return findings;
  const strict = await attempt(recorded);
  return strict.length > 0 ? [] : [`listed in differences.json (${difference.reason}) but it does not differ`];
}

/** Case files below a folder (relative to this one), in order of their names. */
export async function readCases<Case>(folder: string): Promise<Case[]> {
  const base = new URL(`${folder}/`, import.meta.url).pathname;
  const cases: Case[] = [];
  for (const area of [...Deno.readDirSync(base)].filter((e) => e.isDirectory).map((e) => e.name).sort()) {
    for (
      const file of [...Deno.readDirSync(base + area)].map((e) => e.name).filter((n) => n.endsWith(".json")).sort()
    ) {
      cases.push(parseJson(await Deno.readTextFile(`${base}${area}/${file}`)) as Case);
    }
  }
  return cases;
}

/** JSON as Python writes it: NaN and infinities become the objects `{"float": "nan"}` …. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const strict = text.replace(
      /"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g,
      (token) => token.startsWith('"') ? token : `{"float": "${token.replace("Infinity", "inf").toLowerCase()}"}`,
    );
    return JSON.parse(strict);
  }
}

/** Equal as JSON values, whatever the order of keys. */
export function sameValue(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

export function canonical(value: unknown): string {
  return JSON.stringify(
    value,
    (_, v) =>
      v !== null && typeof v === "object" && !Array.isArray(v)
        ? Object.fromEntries(Object.entries(v).sort(([x], [y]) => (x < y ? -1 : x > y ? 1 : 0)))
        : v,
    1,
  ) ?? "absent";
}

/** The lines in which two texts differ, a few of them. */
export function diffText(expected: string, got: string): string {
  const [want, have] = [expected.split("\n"), got.split("\n")];
  let start = 0;
  while (start < want.length && start < have.length && want[start] === have[start]) start++;
  let end = 0;
  while (end < Math.min(want.length, have.length) - start && want.at(-1 - end) === have.at(-1 - end)) end++;
  const show = (sign: string, lines: string[]) => [
    ...lines.slice(0, 14).map((line) => `${sign} ${line.slice(0, 240)}`),
    ...(lines.length > 14 ? [`${sign} … ${lines.length - 14} more lines`] : []),
  ];
  return [
    `@@ line ${start + 1} (- expected, + got)`,
    ...show("-", want.slice(start, want.length - end)),
    ...show("+", have.slice(start, have.length - end)),
  ].join("\n");
}

export function diffValue(expected: unknown, got: unknown): string {
  return diffText(
    typeof expected === "string" ? expected : canonical(expected),
    typeof got === "string" ? got : canonical(got),
  );
}

export function indent(text: string): string {
  return text.split("\n").map((line) => `  ${line}`).join("\n");
}
