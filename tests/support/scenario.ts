/** Whole journeys: the compiled program in a fresh Git repository, with fixed author, HOME and time. */
import assert from "node:assert/strict";
import {
  exists,
  hasTerminals,
  killLeftovers,
  removeFolder,
  runCommand,
  type TestResult,
  writeProgram,
} from "./command.ts";
import { type SessionOptions, TerminalSession } from "./terminal_session.ts";

export interface RunOptions {
  /** The exit code that is expected; default 0, "any" accepts all. */
  readonly code?: number | "any";
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Relative to the repository. */
  readonly cwd?: string;
  readonly timeoutMs?: number;
  /** As soon as this path (relative to the repository) exists, or this is said, its process group gets SIGINT. */
  readonly interruptWhen?: string | RegExp;
  readonly interrupts?: "group" | "alone" | "hang-up";
  readonly isImpatient?: boolean;
}

/** Runs a command; words are split at spaces when given as one text. Fails the test on another exit code. */
export type Run = (words: string | readonly string[], options?: RunOptions) => Promise<TestResult>;

export interface Scenario {
  readonly repo: ScenarioRepo;
  /** `exp WORDS` */
  readonly exp: Run;
  /** `exp dvc WORDS` */
  readonly dvc: Run;
  readonly git: Run;
  /** Any program, by its path. */
  readonly program: (path: string) => Run;
  /** `sh -c TEXT`, with `exp` and `dvc` on PATH. */
  readonly sh: (script: string, options?: RunOptions) => Promise<TestResult>;
  /** The same at a terminal, to type at and to read its screen. To be disposed of. */
  readonly atTerminal: (
    script: string,
    options?: Pick<SessionOptions, "columns" | "rows"> & Pick<RunOptions, "env">,
  ) => TerminalSession;
}

export interface ScenarioRepo {
  readonly root: string;
  /** The folder around it: HOME and what must lie outside of the repository. */
  readonly around: string;
  /** Writes files; null deletes. Paths are relative to the repository. */
  write(files: Readonly<Record<string, string | null>>): void;
  read(path: string): string;
  has(path: string): boolean;
  /** `git add -A` and a commit. */
  commit(message: string): Promise<void>;
  /** Names of the experiments, sorted. */
  experiments(): Promise<string[]>;
  /** A file as an experiment holds it. */
  readOf(experiment: string, path: string): Promise<string>;
}

export interface ScenarioOptions {
  /** Leaves the folder empty instead of making a Git and DVC repository with one commit. */
  readonly bare?: boolean;
  /** The repository's folder name; default `repo`. */
  readonly folder?: string;
  readonly ignore?: boolean;
  /** Where no terminal can be had it is left out, and says so. */
  readonly needsTerminal?: boolean;
  /** Further variables for every command. */
  readonly env?: Readonly<Record<string, string>>;
}

const ROOT = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");
/** The program under test: EXP_BIN, or the one that scripts/build made. */
export const EXP_BIN = Deno.env.get("EXP_BIN") ?? `${ROOT}/dist/exp`;

export function scenario(
  claim: string,
  body: (scenario: Scenario) => Promise<void>,
  options: ScenarioOptions = {},
): void {
  const lacksTerminal = options.needsTerminal === true && !hasTerminals();
  Deno.test({
    name: lacksTerminal ? `${claim} (left out: no terminal can be had here)` : claim,
    ignore: options.ignore === true || lacksTerminal,
    fn: () => inScenario(body, options),
  });
}

/** The same as a part of a larger test. */
export async function inScenario(
  body: (scenario: Scenario) => Promise<void>,
  options: ScenarioOptions = {},
): Promise<void> {
  const around = await Deno.realPath(await Deno.makeTempDir({ prefix: "exp-scenario-" }));
  const started = new Set<Promise<unknown>>();
  try {
    const journey = await prepare(around, options, (run) => {
      started.add(run);
      run.catch(() => {}); // whoever waits for it is told
    });
    await body(journey);
  } finally {
    await killLeftovers(around);
    await Promise.allSettled(started); // also what a failed body has left running
    await removeFolder(around);
  }
}

async function prepare(
  around: string,
  options: ScenarioOptions,
  onStart: (run: Promise<unknown>) => void,
): Promise<Scenario> {
  const root = `${around}/${options.folder ?? "repo"}`;
  for (const path of [root, `${around}/home`, `${around}/bin`]) Deno.mkdirSync(path);
  writeScript(`${around}/bin/exp`, `exec '${EXP_BIN}' "$@"`);
  writeScript(`${around}/bin/dvc`, `exec '${EXP_BIN}' dvc "$@"`);
  const env = { ...environment(around), ...options.env };
  const start = (argv: readonly string[], run: RunOptions) => {
    const result = runChecked(argv, root, env, run);
    onStart(result);
    return result;
  };
  const runner = (before: readonly string[]): Run => (words, run = {}) =>
    start([...before, ...(typeof words === "string" ? words.split(" ").filter((w) => w !== "") : words)], run);
  const git = runner(["git"]);
  const journey: Scenario = {
    repo: createRepo(root, around, git),
    exp: runner([EXP_BIN]),
    dvc: runner([EXP_BIN, "dvc"]),
    git,
    program: (path) => runner([path]),
    sh: (script, run = {}) => start(["sh", "-c", script], run),
    atTerminal: (script, { env: more = {}, ...size } = {}) =>
      new TerminalSession(script, { cwd: root, env: { ...env, ...more }, ...size }),
  };
  if (!options.bare) {
    await git("init -q -b main");
    journey.repo.write({ ".dvc/config": "", ".dvc/.gitignore": "/config.local\n/tmp\n/cache\n", ".dvcignore": "" });
    await journey.repo.commit("start");
  }
  return journey;
}

function environment(around: string): Record<string, string> {
  const date = "2024-01-01T00:00:00+0000";
  return {
    PATH: `${around}/bin:/usr/local/bin:/usr/bin:/bin`,
    HOME: `${around}/home`,
    SHELL: "/bin/sh",
    LANG: "C.UTF-8",
    TZ: "UTC",
    CI: "true",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "Ada",
    GIT_AUTHOR_EMAIL: "ada@example.com",
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: "Ada",
    GIT_COMMITTER_EMAIL: "ada@example.com",
    GIT_COMMITTER_DATE: date,
  };
}

async function runChecked(
  argv: readonly string[],
  root: string,
  env: Readonly<Record<string, string>>,
  options: RunOptions,
): Promise<TestResult> {
  const result = await runCommand({
    argv,
    cwd: options.cwd === undefined ? root : `${root}/${options.cwd}`,
    env: { ...env, ...options.env },
    ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
    ...(options.interruptWhen === undefined ? {} : { interruptWhen: below(root, options.interruptWhen) }),
    ...(options.interrupts === undefined ? {} : { interrupts: options.interrupts }),
    ...(options.isImpatient === undefined ? {} : { isImpatient: options.isImpatient }),
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  });
  const code = options.code ?? 0;
  const told = `${argv.join(" ")}\nstdout: ${result.stdout}\nstderr: ${result.stderr}`;
  assert.equal(result.timedOut, false, `timed out: ${told}`);
  if (code !== "any") assert.equal(result.code, code, told);
  return result;
}

function below(root: string, event: string | RegExp): string | RegExp {
  return typeof event === "string" ? `${root}/${event}` : event;
}

function createRepo(root: string, around: string, git: Run): ScenarioRepo {
  const experiments = async () => {
    const { stdout } = await git(["for-each-ref", "--format=%(refname)", "refs/exps"]);
    return stdout.split("\n").filter((ref) => /^refs\/exps\/[0-9a-f]{2}\//.test(ref));
  };
  return {
    root,
    around,
    write(files) {
      for (const [path, text] of Object.entries(files)) {
        const full = `${root}/${path}`;
        if (text === null) {
          if (exists(full)) Deno.removeSync(full, { recursive: true });
          continue;
        }
        Deno.mkdirSync(full.slice(0, full.lastIndexOf("/")), { recursive: true });
        Deno.writeTextFileSync(full, text);
      }
    },
    read: (path) => Deno.readTextFileSync(`${root}/${path}`),
    has: (path) => exists(`${root}/${path}`),
    async commit(message) {
      await git("add -A");
      await git(["commit", "-q", "--allow-empty", "-m", message]);
    },
    experiments: async () => (await experiments()).map((ref) => ref.split("/").slice(4).join("/")).sort(),
    async readOf(experiment, path) {
      const ref = (await experiments()).find((name) => name.endsWith(`/${experiment}`));
      assert.ok(ref, `there is no experiment ${experiment}`);
      return (await git(["show", `${ref}:${path}`])).stdout;
    },
  };
}

function writeScript(path: string, body: string): void {
  writeProgram(path, `#!/bin/sh\n${body}\n`);
}
