/**
 * Runs one case of tests/golden/experiments and compares what is contract: exit codes, files, refs, status, json, and
 * what plain Git or shell commands say. The wording of stdout and stderr is informative; ids in it are learnt from.
 */
import { createHash } from "node:crypto";
import { parse as parseToml } from "smol-toml";
import { parse as parseYaml } from "yaml";
import { exists, runCommand, type TestResult } from "../support/command.ts";
import { pause } from "../support/wait.ts";
import { GitFacts, isPrivateRef, type RefFacts } from "./git_facts.ts";
import { Bindings } from "./placeholders.ts";
import { canonical, diffValue, indent, type OnDeviation, parseJson, sameValue } from "./suite.ts";

interface Expectation {
  readonly exit?: number | string;
  readonly stdout?: string;
  readonly json?: unknown;
  readonly status?: readonly string[];
  readonly files?: Readonly<Record<string, string | null>>;
  readonly refs?: Readonly<Record<string, RefFacts>>;
}

export interface ExperimentStep {
  readonly run?: readonly string[];
  readonly sh?: string;
  readonly write?: Readonly<Record<string, string | null>>;
  readonly until?: string;
  readonly timeout?: number;
  readonly settle?: boolean;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly interrupt?: string;
  readonly sort?: readonly string[];
  readonly expect?: Expectation;
}

export interface ExperimentCase {
  readonly name: string;
  readonly dvc: string;
  readonly files: Readonly<Record<string, string>>;
  readonly steps: readonly ExperimentStep[];
}

/** @param folder a fresh, empty folder, by its real path */
export async function runExperimentCase(
  test: ExperimentCase,
  folder: string,
  bin: string,
  onDeviation?: OnDeviation,
): Promise<string[]> {
  const run = new CaseRun(test, folder, bin);
  const all: string[] = [];
  try {
    for (const [number, step] of test.steps.entries()) {
      const findings = await run.step(
        step,
        test.steps[number + 1]?.until !== undefined,
        ({ at, value }) => onDeviation?.({ at: ["steps", number, "expect", ...at], value }),
      );
      if (findings.length === 0) continue;
      const words = step.run?.join(" ") ?? (step.sh === undefined ? `until: ${step.until}` : `sh: ${step.sh}`);
      all.push(`step ${number}: ${words}`, ...findings.map(indent));
      if (onDeviation === undefined) break;
    }
    return all;
  } finally {
    await run.stopWorkers();
  }
}

class CaseRun {
  private readonly root: string;
  private readonly env: Record<string, string>;
  private readonly facts: GitFacts;
  private readonly bindings: Bindings;
  private files: ReadonlyMap<string, string>;
  /** The refs in force, as last recorded. */
  private refs: Readonly<Record<string, RefFacts>> = {};
  /** Params files that kept more of the user's bytes than in the recording: path → text recorded and seen. */
  private readonly kept = new Map<string, { want: string; got: string }>();
  /** From here on a worker may change refs and files at any time; the recording says when it was looked at. */
  private workers = false;

  constructor(test: ExperimentCase, private readonly folder: string, private readonly bin: string) {
    this.root = `${folder}/repo`;
    for (const path of [this.root, `${folder}/home/.config`, `${folder}/home/site`, `${folder}/home/dvc`]) {
      Deno.mkdirSync(path, { recursive: true });
    }
    Deno.writeTextFileSync(
      `${folder}/home/.gitconfig`,
      "[user]\n\tname = Ada\n\temail = ada@example.com\n[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n" +
        '[protocol "file"]\n\tallow = always\n[advice]\n\tdetachedHead = false\n',
    );
    Deno.writeTextFileSync(
      `${folder}/home/dvc/config`,
      "[core]\n    analytics = false\n    check_update = false\n",
    );
    this.env = {
      PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`,
      HOME: `${folder}/home`,
      LC_ALL: "C.UTF-8",
      TZ: "UTC",
      COLUMNS: "200",
      DVC_NO_ANALYTICS: "1",
      DVC_SITE_CACHE_DIR: `${folder}/home/site`,
      DVC_GLOBAL_CONFIG_DIR: `${folder}/home/dvc`,
      DVC_SYSTEM_CONFIG_DIR: `${folder}/home/none`,
      GIT_AUTHOR_NAME: "Ada",
      GIT_AUTHOR_EMAIL: "ada@example.com",
      GIT_COMMITTER_NAME: "Ada",
      GIT_COMMITTER_EMAIL: "ada@example.com",
    };
    this.facts = new GitFacts(this.root, this.env);
    this.bindings = Bindings.create((abbreviated) => this.facts.fullRev(abbreviated));
    this.write(test.files);
    this.files = readWorkspace(this.root);
  }

  /** @param setsGoing what goes on behind it is waited for by the next step: it may be anywhere when one looks now */
  async step(step: ExperimentStep, setsGoing: boolean, onDeviation: OnDeviation): Promise<string[]> {
    if (step.write !== undefined) {
      this.write(step.write);
      this.files = readWorkspace(this.root);
      return [];
    }
    if (step.until !== undefined) return await this.wait(step, step.until, onDeviation);
    const words = step.run?.slice(1) ?? [];
    if (words.slice(0, 2).join(" ") === "queue start" || words.includes("--run-all")) this.workers = true;
    const result = await runCommand({
      argv: step.run?.map((word) => this.bindings.fill(word)) ?? ["sh", "-c", this.bindings.fill(step.sh ?? "")],
      cwd: step.cwd === undefined ? this.root : `${this.root}/${step.cwd}`,
      env: { ...this.env, ...step.env },
      ...(step.interrupt === undefined ? {} : { interruptWhen: `${this.root}/${step.interrupt}` }),
    });
    if (result.timedOut) return ["timed out", result.stdout, result.stderr];
    const findings = this.compare(step, setsGoing, result, onDeviation);
    if (findings.length > 0 && result.stderr !== "") findings.push(`stderr: ${result.stderr.slice(0, 1500)}`);
    if (findings.length > 0 && step.run !== undefined) findings.push(`stdout: ${result.stdout.slice(0, 1500)}`);
    return findings;
  }

  private compare(
    step: ExperimentStep,
    setsGoing: boolean,
    result: TestResult,
    onDeviation: OnDeviation,
  ): string[] {
    const { expect = {} } = step;
    const scrub = (text: string) => text.replaceAll(this.root, "<root>").replaceAll(this.folder, "<top>");
    const stdout = scrub(result.stdout);
    // which fields were looked at: a worker may have been at work (see `moving` in the recorder)
    const settled = step.run === undefined
      ? !setsGoing && (!this.workers || expect.files !== undefined || expect.refs !== undefined)
      : expect.status !== undefined;
    const files = readWorkspace(this.root);
    const refs = settled ? this.facts.refs() : {};
    const status = settled && step.run !== undefined ? this.facts.status() : [];
    const expectedRefs = expect.refs ?? this.refs;

    const attempt = (bindings: Bindings, onDeviation: OnDeviation = () => {}): string[] => {
      const findings: string[] = [];
      if (expect.exit !== undefined && result.code !== expect.exit) {
        findings.push(`exit: expected ${expect.exit}, got ${result.code}`);
        onDeviation({ at: ["exit"], value: result.code });
      }
      if (step.sh !== undefined && expect.stdout !== undefined && isExactOutput(step.sh)) {
        const sorted = (text: string) => step.sort?.includes("stdout") ? text.split("\n").sort().join("\n") : text;
        const matches = step.sort === undefined
          ? bindings.matchText(expect.stdout, stdout)
          : matchLinesInAnyOrder(bindings, expect.stdout, stdout);
        if (!matches) {
          findings.push("stdout:", diffValue(sorted(expect.stdout), sorted(bindings.render(stdout))));
          onDeviation({ at: ["stdout"], value: bindings.render(stdout) });
        }
      }
      if (settled) {
        const fileFindings = this.compareFiles(bindings, expect.files ?? {}, files, onDeviation);
        if (!this.matchRefs(bindings, expectedRefs, refs)) {
          const got = parseJson(bindings.render(canonical(refs)));
          findings.push("refs:", diffValue(contractRefs(expectedRefs), got));
          onDeviation({ at: ["refs"], value: JSON.parse(bindings.number(canonical(refs))) });
        }
        if (step.run !== undefined && !bindings.matchValue(expect.status, status.map(scrub))) {
          findings.push("status:", diffValue(expect.status, status));
          onDeviation({ at: ["status"], value: status.map(scrub) });
        }
        findings.push(...fileFindings);
      }
      if (expect.json !== undefined) {
        const found = compareJson(bindings, expect.json, stdout);
        findings.push(...found);
        // an answer of ours in the place of DVC's is not written down again: then it is no longer compared
        if (found.length > 0) onDeviation({ at: ["json"] });
      }
      return findings;
    };

    // ids shown in informative output usually come in the recorded order; where they do not, the refs alone decide
    const hinted = this.bindings.clone();
    hinted.learnLines(expect.stdout ?? "", stdout);
    const bare = this.bindings.clone();
    let findings = attempt(hinted);
    if (findings.length === 0) this.bindings.adopt(hinted);
    else if (attempt(bare).length === 0) {
      findings = [];
      bare.learnLines(expect.stdout ?? "", stdout);
      this.bindings.adopt(bare);
    } else attempt(this.bindings, onDeviation);
    if (settled) {
      this.files = files;
      this.refs = expectedRefs;
    }
    return findings;
  }

  private matchRefs(
    bindings: Bindings,
    expected: Readonly<Record<string, RefFacts>>,
    got: Readonly<Record<string, RefFacts>>,
  ): boolean {
    // an experiment's message holds a hash over dvc.lock, which holds the params file's where it is a dependency
    const free = (refs: Readonly<Record<string, RefFacts>>): Readonly<Record<string, RefFacts>> =>
      this.kept.size === 0 ? refs : JSON.parse(canonical(refs).replace(/\b[0-9a-f]{64}\b/g, "HASH"));
    return bindings.matchEntries(Object.entries(free(contractRefs(expected))), Object.entries(free(got)));
  }

  /** A recorded dvc.lock with the hashes and sizes that params files have now which kept more bytes. */
  private withKeptBytes(path: string, want: string): string {
    let text = want;
    for (const { want: recorded, got } of path.endsWith("dvc.lock") ? this.kept.values() : []) {
      const entry = (content: string) =>
        `md5: ${md5(content)}\n      size: ${new TextEncoder().encode(content).length}\n`;
      text = text.replaceAll(entry(recorded), entry(got));
    }
    return text;
  }

  private compareFiles(
    bindings: Bindings,
    expected: Readonly<Record<string, string | null>>,
    now: ReadonlyMap<string, string>,
    onDeviation: OnDeviation,
  ): string[] {
    const findings: string[] = [];
    const deviate = (path: string, value?: string | null) => onDeviation({ at: ["files", path], value });
    const scrub = (text: string) => text.replaceAll(this.root, "<root>").replaceAll(this.folder, "<top>");
    for (const path of [...new Set([...now.keys(), ...this.files.keys(), ...Object.keys(expected)])].sort(byName)) {
      const [before, after, want] = [this.files.get(path), now.get(path), expected[path]];
      if (want === undefined) {
        if (before === after) continue;
        findings.push(`file ${path}: should not have changed`, diffValue(before ?? null, after ?? null));
        deviate(path, after === undefined ? null : bindings.render(scrub(after)));
      } else if (want === null) {
        if (after === undefined) continue;
        findings.push(`file ${path}: should be gone`);
        deviate(path, after === before ? undefined : bindings.render(scrub(after)));
      } else if (after === undefined) {
        findings.push(`file ${path}: should be there`);
        deviate(path, before === undefined ? undefined : null);
      } else if (bindings.matchText(this.withKeptBytes(path, want), scrub(after))) continue;
      else if (keepsMore(path, want, scrub(after))) this.kept.set(path, { want, got: after });
      else {
        findings.push(`file ${path}:`, diffValue(want, bindings.render(scrub(after))));
        deviate(path, bindings.render(scrub(after)));
      }
    }
    return findings;
  }

  private async wait(step: ExperimentStep, script: string, onDeviation: OnDeviation): Promise<string[]> {
    const end = Date.now() + (step.timeout ?? 180) * 1000;
    const argv = ["sh", "-c", this.bindings.fill(script)];
    while ((await runCommand({ argv, cwd: this.root, env: this.env })).code !== 0) {
      if (Date.now() > end) return ["never came true"];
      await pause(200);
    }
    this.files = readWorkspace(this.root);
    if (step.settle === false || step.expect?.refs === undefined) return [];
    this.refs = step.expect.refs;
    // what the script looks at may be settled a moment before the refs are
    for (;;) {
      const refs = this.facts.refs();
      if (this.matchRefs(this.bindings, this.refs, refs)) return [];
      if (Date.now() > end) {
        onDeviation({ at: ["refs"], value: JSON.parse(this.bindings.number(canonical(refs))) });
        return ["refs:", diffValue(contractRefs(this.refs), parseJson(this.bindings.render(canonical(refs))))];
      }
      await pause(200);
    }
  }

  async stopWorkers(): Promise<void> {
    if (!this.workers) return;
    await runCommand({
      argv: [`${this.bin}/dvc`, "queue", "stop", "--kill"],
      cwd: this.root,
      env: this.env,
      timeoutMs: 30_000,
    });
    for (let waited = 0; waited < 40 && workerPids(this.root).some((pid) => exists(`/proc/${pid}`)); waited++) {
      await pause(200);
    }
    for (const pid of workerPids(this.root)) {
      try {
        if (Deno.readTextFileSync(`/proc/${pid}/cmdline`).includes("queue-worker")) Deno.kill(pid, "SIGKILL");
      } catch {
        // it has ended
      }
    }
  }

  private write(files: Readonly<Record<string, string | null>>): void {
    for (const [path, text] of Object.entries(files)) {
      const full = `${this.root}/${path}`;
      if (text === null) {
        Deno.removeSync(full, { recursive: true });
        continue;
      }
      Deno.mkdirSync(full.slice(0, full.lastIndexOf("/")), { recursive: true });
      Deno.writeTextFileSync(full, text);
    }
  }
}

/** DVC's own workers, by the pid files that they keep. */
function workerPids(root: string): number[] {
  const folder = `${root}/.dvc/tmp/exps/celery`;
  if (!exists(folder)) return [];
  return [...Deno.readDirSync(folder)].filter(({ name }) => name.endsWith(".pid"))
    .map(({ name }) => Number(Deno.readTextFileSync(`${folder}/${name}`)));
}

/** A shell step's output is contract where it shows Git's state or files, not DVC's own workings or words. */
function isExactOutput(script: string): boolean {
  return !/\.dvc\/tmp|\.git\/|refs\/exps\/exec|\bdvc |for-each-ref (--format=\S+ )?refs\/exps *;|format='%\(refname\)' refs\/exps \| wc/
    .test(script);
}

function matchLinesInAnyOrder(bindings: Bindings, expected: string, got: string): boolean {
  const lines = (text: string) => text.split("\n").map((line): [string, unknown] => [line, null]);
  return bindings.matchEntries(lines(expected), lines(got));
}

function contractRefs(refs: Readonly<Record<string, RefFacts>>): Record<string, RefFacts> {
  return Object.fromEntries(Object.entries(refs).filter(([ref]) => !isPrivateRef(ref)));
}

function compareJson(bindings: Bindings, expected: unknown, stdout: string): string[] {
  let json: unknown;
  try {
    json = parseJson(stdout);
  } catch {
    return [`json: not JSON: ${stdout.slice(0, 400)}`];
  }
  return bindings.matchValue(expected, json)
    ? []
    : ["json:", diffValue(expected, parseJson(bindings.render(canonical(json))))];
}

/** By name, lock files last: what they hold depends on the others. */
function byName(a: string, b: string): number {
  const isLock = (path: string) => Number(path.endsWith("dvc.lock"));
  return isLock(a) - isLock(b) || (a < b ? -1 : 1);
}

/** A params file that reads the same is right: `exp` keeps more of the user's bytes than DVC does. */
function keepsMore(path: string, want: string, got: string): boolean {
  if (/(^|\/)dvc\.(yaml|lock)$/.test(path)) return false;
  try {
    if (/\.ya?ml$/.test(path)) return sameValue(readYaml(want), readYaml(got));
    if (path.endsWith(".json")) return sameValue(parseJson(want), parseJson(got));
    if (path.endsWith(".toml")) return sameValue(parseToml(want), parseToml(got));
  } catch {
    // not readable: then only the bytes count
  }
  return false;
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

function readYaml(text: string): unknown {
  return parseYaml(text, { version: "1.2", schema: "core", merge: true, logLevel: "silent" });
}

/** path → text of the workspace's files, without `.git`, `.dvc/tmp` and `.dvc/cache`. */
function readWorkspace(root: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (folder: string) => {
    for (const entry of Deno.readDirSync(`${root}/${folder}`)) {
      const path = folder + entry.name;
      if (entry.name === ".git" && entry.isDirectory) continue;
      if (/(^|\/)\.dvc\/(tmp|cache)$/.test(path)) continue;
      if (entry.isDirectory) walk(`${path}/`);
      else if (entry.isSymlink) found.set(path, `-> ${Deno.readLinkSync(`${root}/${path}`)}`);
      else if (entry.isFile) found.set(path, readText(`${root}/${path}`));
    }
  };
  walk("");
  return found;
}

function readText(path: string): string {
  const bytes = Deno.readFileSync(path);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return `base64:${btoa(String.fromCharCode(...bytes))}`;
  }
}
