/** Runs one case of tests/golden/pipelines and compares it; the folder's own README (golden/README.md) is the rule. */
import { createHash } from "node:crypto";
import { runCommand } from "../support/command.ts";
import { canonical, diffText, diffValue, indent, type OnDeviation, parseJson, sameValue } from "./suite.ts";
import { sameUpToIndependence } from "./stage_order.ts";

export type CaseFile = string | {
  text?: string;
  base64?: string;
  link?: string;
  mode?: string;
  md5?: string;
  size?: number;
};

export interface Step {
  readonly run?: readonly string[];
  readonly sh?: string;
  readonly write?: Readonly<Record<string, CaseFile | null>>;
  readonly cwd?: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly tty?: boolean;
  readonly expect?: Expectation;
}

interface Expectation {
  readonly exit: number;
  readonly stdout?: string;
  readonly files: Readonly<Record<string, CaseFile | null>>;
  readonly stages_run?: readonly string[];
  readonly stages_skipped?: readonly string[];
  readonly stages_restored?: readonly string[];
  readonly json?: unknown;
  readonly unstable?: readonly string[];
}

export interface PipelineCase {
  readonly name: string;
  readonly git?: boolean;
  readonly files?: Readonly<Record<string, CaseFile>>;
  readonly steps: readonly Step[];
}

const STAGE_LINES = {
  stages_run: /^Running stage '(.*)':$/gm,
  stages_skipped: /^Stage '(.*)' didn't change, skipping$/gm,
  stages_restored: /^Stage '(.*)' is cached - skipping run, checking out outputs$/gm,
} as const;

const MAX_TEXT_BYTES = 32768;
const MAX_BINARY_BYTES = 512;

/** @param folder a fresh, empty folder, by its real path */
export async function runPipelineCase(
  test: PipelineCase,
  folder: string,
  bin: string,
  onDeviation?: OnDeviation,
): Promise<string[]> {
  const all: string[] = [];
  const root = `${folder}/repo`;
  const env = environment(folder, bin);
  Deno.mkdirSync(root);
  writeFiles(root, test.files ?? {});
  if (test.git !== false) await createRepository(root, env);
  let before = snapshot(root, folder);
  for (const [number, step] of test.steps.entries()) {
    if (step.write !== undefined) {
      writeFiles(root, step.write);
      before = snapshot(root, folder);
      continue;
    }
    const result = await runCommand({
      argv: step.run ?? ["/bin/sh", "-c", step.sh ?? ""],
      cwd: step.cwd === undefined ? root : `${root}/${step.cwd}`,
      env: { ...env, ...step.env },
      ...(step.stdin === undefined ? {} : { stdin: step.stdin }),
      ...(step.tty === undefined ? {} : { tty: step.tty }),
    });
    const after = snapshot(root, folder);
    const scrub = (text: string) => sortAdvice(text.replaceAll(root, "<root>").replaceAll(folder, "<base>"));
    const got = { exit: result.code, stdout: scrub(result.stdout), changed: changesBetween(before, after) };
    const findings = result.timedOut
      ? ["timed out"]
      : compare(step, got, root, ({ at, value }) => onDeviation?.({ at: ["steps", number, "expect", ...at], value }));
    if (findings.length > 0) {
      all.push(`step ${number}: ${step.run?.join(" ") ?? `sh: ${step.sh}`}`, ...findings.map(indent));
      if (result.stderr !== "") all.push(indent(`stderr: ${scrub(result.stderr).slice(0, 1500)}`));
      if (onDeviation === undefined) return all;
    }
    before = after;
  }
  return all;
}

export function environment(folder: string, bin: string): Record<string, string> {
  return {
    PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`,
    HOME: folder,
    LANG: "C.UTF-8",
    TZ: "UTC",
    SHELL: "/bin/sh",
    CI: "true",
    DVC_NO_ANALYTICS: "1",
    DVC_STUDIO_OFFLINE: "1",
    DVC_SITE_CACHE_DIR: `${folder}/site`,
    DVC_GLOBAL_CONFIG_DIR: `${folder}/global`,
    DVC_SYSTEM_CONFIG_DIR: `${folder}/system`,
    GIT_CONFIG_NOSYSTEM: "1",
    ...Object.fromEntries(
      ["AUTHOR", "COMMITTER"].flatMap((who) => [
        [`GIT_${who}_NAME`, "Golden"],
        [`GIT_${who}_EMAIL`, "golden@example.com"],
        [`GIT_${who}_DATE`, "2024-01-01T00:00:00+0000"],
      ]),
    ),
  };
}

export async function createRepository(root: string, env: Record<string, string>): Promise<void> {
  for (
    const args of [["init", "-q", "-b", "main"], ["-c", "core.autocrlf=false", "add", "-A"], [
      "commit",
      "-q",
      "--allow-empty",
      "-m",
      "init",
    ]]
  ) {
    const { code, stderr } = await runCommand({ argv: ["git", ...args], cwd: root, env });
    if (code !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
  }
}

interface Got {
  readonly exit: number;
  readonly stdout: string;
  readonly changed: Readonly<Record<string, CaseFile | null>>;
}

function compare(step: Step, got: Got, root: string, onDeviation: OnDeviation): string[] {
  const expect = step.expect;
  if (expect === undefined) return [];
  const findings: string[] = [];
  const check = (field: keyof Expectation, found: string[], value?: unknown) => {
    if (found.length === 0 || expect[field] === undefined || expect.unstable?.includes(field)) return;
    findings.push(...found);
    if (field !== "files") onDeviation({ at: [field], value });
  };
  check("exit", got.exit === expect.exit ? [] : [`exit: expected ${expect.exit}, got ${got.exit}`], got.exit);
  check("files", compareFiles(expect.files, got.changed, onDeviation));
  for (const [field, pattern] of Object.entries(STAGE_LINES) as [keyof typeof STAGE_LINES, RegExp][]) {
    const want = expect[field] ?? [];
    const have = [...got.stdout.matchAll(pattern)].map((match) => match[1]!);
    const same = sameUpToIndependence(want, have, root);
    check(field, same ? [] : [`${field}: expected ${want.join(", ")}; got ${have.join(", ")}`], have);
  }
  if (expect.json !== undefined) {
    const json = readJson(got.stdout);
    check("json", sameValue(json, expect.json) ? [] : ["json:", diffValue(expect.json, json)], json);
  }
  // a long text of ours in the place of DVC's is not written down again: then it is no longer compared
  const text = got.stdout.length < 2000 ? got.stdout : undefined;
  check("stdout", compareStdout(step, expect.stdout ?? "", got.stdout), text);
  return findings;
}

function readJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return `not JSON: ${text.slice(0, 300)}`;
  }
}

function compareFiles(
  want: Readonly<Record<string, CaseFile | null>>,
  have: Readonly<Record<string, CaseFile | null>>,
  onDeviation: OnDeviation,
): string[] {
  const findings: string[] = [];
  for (const path of [...new Set([...Object.keys(want), ...Object.keys(have)])].sort()) {
    const [expected, got] = [want[path], have[path]];
    if (sameValue(expected, got)) continue;
    onDeviation({ at: ["files", path], value: got });
    if (expected === undefined) {
      findings.push(`file ${path}: should not have changed, got ${canonical(got).slice(0, 400)}`);
    } else if (got === undefined) {
      findings.push(`file ${path}: did not change, expected ${canonical(expected).slice(0, 400)}`);
    } else findings.push(`file ${path}:`, diffValue(expected, got));
  }
  return findings;
}

function compareStdout(step: Step, want: string, have: string): string[] {
  const differs = () => [`stdout:`, diffText(want, have)];
  const sorted = (text: string) => text.split("\n").sort().join("\n");
  // what options there are is told in words of our own
  if (want.startsWith("usage: ")) return [];
  if (step.sh !== undefined) return want === have ? [] : differs();
  const words = (step.run ?? []).slice(1).filter((word) => !/^(-q|-v)$/.test(word));
  const line = words.join(" ");
  if (/^dag .*--dot/.test(line)) return sorted(want) === sorted(have) ? [] : differs();
  if (/^dag .*(--mermaid|--md)/.test(line) || /^(stage list .*--name-only|check-ignore|config|cache dir)/.test(line)) {
    return want === have ? [] : differs();
  }
  if (words[0] !== "repro") return [];
  // a stage's own output must be there, whatever stands around it
  const there = countLines(have);
  const missing = [...countLines(want)].filter(([text, n]) => !OWN_LINE.test(text) && (there.get(text) ?? 0) < n);
  return missing.length === 0
    ? []
    : [`stdout: a stage's output is missing: ${missing.map(([text]) => text).join(" | ")}`];
}

/** Lines that are DVC's rather than a stage's. */
const OWN_LINE = new RegExp(
  "^$|^(Running stage|Stage '|Verifying |Updating lock file|Generating lock file|Use `dvc push`|To track the changes|" +
    "To enable auto staging|Data and pipelines are up to date|> |\\t(git add|dvc config)|Experiment results|Going to reproduce|" +
    "WARNING|Importing|Ran experiment|Reproducing experiment|'.*' didn't change|Are you sure)|^\\W+$",
);

function countLines(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of text.split("\n")) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}

/** The advice to `git add` names its files in any order. */
function sortAdvice(text: string): string {
  return text.replace(/^\tgit add (.*)$/gm, (_, paths: string) => `\tgit add ${paths.split(" ").sort().join(" ")}`);
}

export function writeFiles(root: string, files: Readonly<Record<string, CaseFile | null>>): void {
  for (const [path, value] of Object.entries(files)) {
    const full = `${root}/${path}`;
    if (value === null) {
      Deno.removeSync(full);
      continue;
    }
    Deno.mkdirSync(full.slice(0, full.lastIndexOf("/")), { recursive: true });
    try {
      Deno.removeSync(full);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    const file = typeof value === "string" ? { text: value } : value;
    if (file.link !== undefined) {
      Deno.symlinkSync(file.link, full);
      continue;
    }
    Deno.writeFileSync(full, file.base64 === undefined ? new TextEncoder().encode(file.text) : bytesOf(file.base64));
    Deno.chmodSync(full, parseInt(file.mode ?? "644", 8));
  }
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

type Snapshot = ReadonlyMap<string, CaseFile>;

/** Every file and link of the work tree, without `.git/` and `.dvc/tmp/`. */
export function snapshot(root: string, folder: string): Snapshot {
  const found = new Map<string, CaseFile>();
  const walk = (relative: string) => {
    for (const entry of Deno.readDirSync(`${root}/${relative}`)) {
      const path = relative + entry.name;
      if (`/${path}/`.includes("/.git/") || `/${path}/`.includes("/.dvc/tmp/")) continue;
      if (entry.isDirectory) walk(`${path}/`);
      else if (entry.isFile || entry.isSymlink) found.set(path, describe(`${root}/${path}`, root, folder));
    }
  };
  walk("");
  return found;
}

function describe(full: string, root: string, folder: string): CaseFile {
  const scrub = (text: string) => text.replaceAll(root, "<root>").replaceAll(folder, "<base>");
  const stat = Deno.lstatSync(full);
  if (stat.isSymlink) return { link: scrub(Deno.readLinkSync(full)) };
  const bytes = Deno.readFileSync(full);
  const mode = ((stat.mode ?? 0) & 0o7777).toString(8);
  const withMode = (value: Exclude<CaseFile, string>) => (mode === "644" ? value : { ...value, mode });
  if (bytes.length <= MAX_TEXT_BYTES && !bytes.includes(0)) {
    try {
      const text = scrub(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
      return mode === "644" ? text : { text, mode };
    } catch {
      // no text
    }
  }
  if (bytes.length <= MAX_BINARY_BYTES) return withMode({ base64: btoa(String.fromCharCode(...bytes)) });
  return withMode({ md5: createHash("md5").update(bytes).digest("hex"), size: bytes.length });
}

export function changesBetween(before: Snapshot, after: Snapshot): Record<string, CaseFile | null> {
  const changed: Record<string, CaseFile | null> = {};
  for (const path of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const [old, now] = [before.get(path), after.get(path)];
    if (!sameValue(old, now)) changed[path] = now ?? null;
  }
  return changed;
}
