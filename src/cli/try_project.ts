/** What `self-test` runs: a pipeline, an experiment and a queue, by this very program in a repository of its own. */
import { ExpError } from "../common/mod.ts";
import { commitFiles, initGit } from "../git/mod.ts";
import { type Host, MachineError } from "../host/mod.ts";
import { formatDuration } from "../ui/mod.ts";
import { expSays } from "../voice/mod.ts";
import type { Finding } from "../workspace/mod.ts";

/** Each stage notes that it has run, in a file outside of the repository. They need `sh`, and no program beside it. */
const FILES: Readonly<Record<string, string>> = {
  "params.yaml": "rows: 3\nscale: 1\n",
  "dvc.yaml": `stages:
  prepare:
    cmd: echo prepare >>"$EXP_SELF_TEST_RAN" && n=0 && while [ $n -lt \${rows} ]; do n=$((n + 1)); echo row; done >rows.txt
    params: [rows]
    outs: [rows.txt]
  scale:
    cmd: echo scale >>"$EXP_SELF_TEST_RAN" && n=0 && while read -r row; do n=$((n + 1)); done <rows.txt && echo $((n * \${scale})) >size.json
    deps: [rows.txt]
    params: [scale]
    metrics: [size.json]
`,
};

/** Command lines of `exp`, in their order, and the stages that run meanwhile. */
interface Trial {
  readonly name: string;
  readonly works: string;
  readonly steps: readonly (readonly string[])[];
  readonly runs: readonly string[];
}

const INIT: readonly string[] = ["init", "--yes"];

const TRIALS: readonly Trial[] = [
  {
    name: "pipeline",
    works: "two stages ran, and nothing when nothing had changed",
    steps: [INIT, ["repro"], ["repro"]],
    runs: ["prepare", "scale"],
  },
  {
    name: "experiment",
    works: "a parameter changed, and what depends on it ran",
    steps: [["run", "--name", "first", "--set-param", "scale=2"], ["apply", "--force", "first"]],
    runs: ["scale"],
  },
  {
    name: "queue",
    works: "two tasks were queued and drained",
    steps: [
      ["run", "--queue", "--name", "second", "--set-param", "scale=3"],
      ["run", "--queue", "--name", "third", "--set-param", "scale=4"],
      ["queue", "drain", "--executor", "local", "--jobs", "2", "--json"],
    ],
    runs: ["scale", "scale"],
  },
];

/**
 * Each trial needs what the one before has made; after one that fails the others are not tried.
 *
 * @param ending ends what runs
 * @throws its reason then
 */
export async function tryProject(host: Host, folder: string, ending: AbortSignal): Promise<Finding[]> {
  host.fs.makeDir(projectIn(folder));
  const findings: Finding[] = [];
  for (const trial of TRIALS) {
    const isPossible = findings.every(({ state }) => state === "ok");
    findings.push(isPossible ? await findingOf(host, folder, trial, ending) : untried(trial));
  }
  return findings;
}

/** Of a machine where it cannot come to that. */
export function untriedProject(): Finding[] {
  return TRIALS.map(untried);
}

function untried({ name }: Trial): Finding {
  return { name, state: "bad", text: `${name}: not tried` };
}

async function findingOf(host: Host, folder: string, trial: Trial, ending: AbortSignal): Promise<Finding> {
  const { name, works } = trial, started = host.clock.now();
  const problem = await problemOf(host, folder, trial, ending);
  if (problem !== undefined) return { name, state: "bad", text: `${name}: ${problem}` };
  return { name, state: "ok", text: `${name}: ${works}, in ${formatDuration(host.clock.now() - started)}` };
}

async function problemOf(
  host: Host,
  folder: string,
  { steps, runs }: Trial,
  ending: AbortSignal,
): Promise<string | undefined> {
  const before = stagesRun(host, folder).length;
  try {
    for (const step of steps) {
      if (step === INIT) initGit(host, projectIn(folder)); // the folder may lie in a repository
      const failure = await failureOf(host, folder, step, ending);
      if (failure !== undefined) return failure;
      if (step === INIT) commitProject(host, projectIn(folder));
    }
  } catch (error) {
    if (error instanceof MachineError || error instanceof ExpError) return expSays(error);
    throw error;
  }
  const ran = stagesRun(host, folder).slice(before).join(", ");
  return ran === runs.join(", ") ? undefined : `${runs.join(", ")} should have run, and ${ran || "nothing"} did`;
}

function commitProject(host: Host, project: string): void {
  for (const [file, text] of Object.entries(FILES)) host.fs.writeAtomic(`${project}/${file}`, text);
  commitFiles(host, project, [".dvc", ".dvcignore", ...Object.keys(FILES)], "Try the machine");
}

/** @returns why a command line of `exp` did not do what it should; undefined when it did */
async function failureOf(
  host: Host,
  folder: string,
  step: readonly string[],
  ending: AbortSignal,
): Promise<string | undefined> {
  ending.throwIfAborted();
  const stdout: Uint8Array[] = [], stderr: Uint8Array[] = [];
  const running = host.processes.spawn({
    argv: [...host.platform.self, ...step],
    cwd: projectIn(folder),
    env: environment(host, folder),
    stdin: "null",
    stdout: (bytes) => void stdout.push(bytes.slice()),
    stderr: (bytes) => void stderr.push(bytes.slice()),
    detached: true, // Ctrl-C ends it through us
  });
  const end = () => running.kill("SIGTERM");
  ending.addEventListener("abort", end);
  const { code, signal } = await running.done;
  ending.removeEventListener("abort", end);
  ending.throwIfAborted();
  if (code === 0) return undefined;
  const cause = causeIn(textOf(stdout), textOf(stderr));
  return `\`exp ${step.join(" ")}\` ended with ${signal ?? code}${cause ? `: ${cause}` : ""}`;
}

/** A drain tells it as JSON, anything else in the line of its error; at least there are last words. */
function causeIn(stdout: string, stderr: string): string | undefined {
  const { failed = [] } = stdout.startsWith("{") ? JSON.parse(stdout) as DrainAnswer : {};
  if (failed[0] !== undefined) return failed[0].cause;
  const lines = `${stdout}${stderr}`.trim().split("\n");
  return lines.find((line) => line.startsWith("error: "))?.slice("error: ".length) ?? lines.at(-1);
}

interface DrainAnswer {
  readonly failed?: readonly { readonly cause: string }[];
}

function textOf(chunks: readonly Uint8Array[]): string {
  return chunks.map((bytes) => new TextDecoder().decode(bytes)).join("");
}

/** The machine is tried, not what its user has chosen: a cache of their own, an engine, a shell that is none of sh's family. */
function environment({ env }: Host, folder: string): Readonly<Record<string, string | undefined>> {
  const chosen = Object.keys(env.all()).filter((name) => /^(EXP_CONFIG|DVC)_/.test(name));
  return {
    ...Object.fromEntries(chosen.map((name) => [name, undefined])),
    ...IDENTITY,
    DVC_GLOBAL_CONFIG_DIR: `${folder}/none`,
    DVC_SYSTEM_CONFIG_DIR: `${folder}/none`,
    SHELL: "/bin/sh",
    EXP_SELF_TEST_RAN: `${folder}/ran`,
  };
}

/** A machine that was just set up has nobody who commits. */
const IDENTITY = {
  GIT_AUTHOR_NAME: "exp self-test",
  GIT_AUTHOR_EMAIL: "exp@localhost",
  GIT_COMMITTER_NAME: "exp self-test",
  GIT_COMMITTER_EMAIL: "exp@localhost",
};

function projectIn(folder: string): string {
  return `${folder}/project`;
}

function stagesRun({ fs }: Host, folder: string): string[] {
  return (fs.readTextIfThere(`${folder}/ran`) ?? "").split("\n").filter((line) => line !== "");
}
