/** What `self-test` runs: a pipeline, an experiment and a queue, by this very program in a repository of its own. */
import { ExpError } from "../common/mod.ts";
import { commitFiles, initGit } from "../git/mod.ts";
import { type Host, MachineError } from "../host/mod.ts";
import { formatDuration } from "../ui/mod.ts";
import { expSays } from "../voice/mod.ts";
import type { Finding } from "../workspace/mod.ts";

/** Each stage notes that it has run, in a file outside of the repository. */
const FILES: Readonly<Record<string, string>> = {
  "params.yaml": "rows: 3\nscale: 1\n",
  "dvc.yaml": `stages:
  prepare:
    cmd: echo prepare >>"$EXP_SELF_TEST_RAN" && yes | head -n \${rows} >rows.txt
    params: [rows]
    outs: [rows.txt]
  scale:
    cmd: echo scale >>"$EXP_SELF_TEST_RAN" && echo "$(( $(wc -l <rows.txt) * \${scale} ))" >size.json
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
      ["queue", "drain", "--executor", "local", "--jobs", "2"],
    ],
    runs: ["scale", "scale"],
  },
];

/** Each trial needs what the one before has made; after one that fails the others are not tried. */
export async function tryProject(host: Host, folder: string): Promise<Finding[]> {
  host.fs.makeDir(projectIn(folder));
  const findings: Finding[] = [];
  for (const trial of TRIALS) {
    const isPossible = findings.every(({ state }) => state === "ok");
    findings.push(isPossible ? await findingOf(host, folder, trial) : untried(trial));
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

async function findingOf(host: Host, folder: string, trial: Trial): Promise<Finding> {
  const { name, works } = trial, started = host.clock.now();
  const problem = await problemOf(host, folder, trial);
  if (problem !== undefined) return { name, state: "bad", text: `${name}: ${problem}` };
  return { name, state: "ok", text: `${name}: ${works}, in ${formatDuration(host.clock.now() - started)}` };
}

async function problemOf(host: Host, folder: string, { steps, runs }: Trial): Promise<string | undefined> {
  const before = stagesRun(host, folder).length;
  try {
    for (const step of steps) {
      if (step === INIT) initGit(host, projectIn(folder)); // the folder may lie in a repository
      const failure = await failureOf(host, folder, step);
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
async function failureOf(host: Host, folder: string, step: readonly string[]): Promise<string | undefined> {
  const { processes, platform } = host;
  const output: Uint8Array[] = [];
  const keep = (bytes: Uint8Array) => void output.push(bytes.slice());
  const { code, signal } = await processes.spawn({
    argv: [...platform.self, ...step],
    cwd: projectIn(folder),
    env: environment(host, folder),
    stdin: "null",
    stdout: keep,
    stderr: keep,
  }).done;
  if (code === 0) return undefined;
  const lines = output.map((bytes) => new TextDecoder().decode(bytes)).join("").trim().split("\n");
  const cause = lines.find((line) => line.startsWith("error: "))?.slice("error: ".length) ?? lines.at(-1);
  return `\`exp ${step.join(" ")}\` ended with ${signal ?? code}${cause ? `: ${cause}` : ""}`;
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
