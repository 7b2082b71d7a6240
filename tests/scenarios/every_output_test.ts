/** What each command writes, in a project that has something to say: without colours, as JSON, to a reader who has gone. */
import assert from "node:assert/strict";
import { COMMANDS } from "../../src/cli/commands.ts";
import { acceptedOptions, commandsBelow } from "../../src/cli/tree.ts";
import type { TestResult } from "../support/command.ts";
import { PREPARE_THEN_TRAIN } from "../support/pipelines.ts";
import { type Scenario, scenario } from "../support/scenario.ts";

/** A line for each command: what follows its name. */
const LINES: Readonly<Record<string, string>> = {
  "run": "-n third -S lr=0.3",
  "checkpoint": "",
  "track": "status",
  "squash": "first",
  "show": "",
  "report": "",
  "ls": "",
  "diff": "first second",
  "apply": "first",
  "branch": "first",
  "rename": "first final",
  "remove": "first",
  "undo": "",
  "save": "-n by-hand",
  "push": "origin first",
  "pull": "origin first",
  "clean": "",
  "repro": "-f",
  "status": "",
  "why": "",
  "dag": "",
  "stage list": "",
  "stage add": "-n more echo 1",
  "freeze": "train",
  "unfreeze": "train",
  "params diff": "first second",
  "metrics show": "",
  "metrics diff": "first second",
  "plots": "",
  "plots show": "",
  "plots diff": "first second",
  "plots modify": "curve.csv --title Curve",
  "plots templates": "",
  "queue start": "-j 0",
  "queue stop": "",
  "queue drain": "--max-tasks 1",
  "queue sync": "",
  "queue run-task": "nobody",
  "queue status": "",
  "top": "",
  "queue logs": "fails",
  "logs": "fails",
  "wait": "fails",
  "queue kill": "waits",
  "queue remove": "waits",
  "queue retry": "fails",
  "queue move": "waits --first",
  "queue hold": "waits",
  "queue release": "waits",
  "search new": "t -S lr=1,2 --metric metrics.json:lr --trials 2",
  "search list": "",
  "search show": "s",
  "search best": "s",
  "search stop": "s",
  "search resume": "s",
  "search extend": "s --trials 2",
  "search remove": "s",
  "add": "data",
  "checkout": "",
  "commit": "-f",
  "data status": "",
  "data diff": "first second",
  "data move": "raw.csv moved.csv",
  "data push": "",
  "fetch": "",
  "data pull": "",
  "gc": "-w --yes",
  "unprotect": "raw.csv",
  "untrack": "raw.csv.dvc",
  "check-ignore": "raw.csv",
  "config": "--list",
  "cache dir": "",
  "cache migrate": "",
  "destroy": "--yes",
  "remote add": "more ../more",
  "remote list": "",
  "remote default": "",
  "remote modify": "store jobs 4",
  "remote remove": "store",
  "remote rename": "store shop",
  "import": "../kept raw.csv -o imported.csv",
  "import-url": "curve.csv copied.csv",
  "update": "raw.csv.dvc",
  "get-url": "curve.csv copied.csv",
  "data list": ".",
  "data du": ".",
  "artifacts get": ". nothing",
  "dataset add": "cats --url curve.csv",
  "dataset update": "nothing",
  "list-url": ".",
  "get": "../kept raw.csv -o got.csv",
  "install": "",
  "init": "--yes",
  "root": "",
  "doctor": "",
  "self-test": "",
  "completion": "bash",
  "shim": "bin",
  "man": "run",
  "version": "",
  "hydra parse": "lr=1",
  "hydra sweep": "lr=1,2",
  "hydra apply": "params.yaml lr=2",
  "hydra compose": "a=1",
};
const SPECS = commandsBelow(COMMANDS, "exp", []);
/** What it writes is held by tests of its own. */
const TAKES_SECONDS = "self-test";
const TERMINAL = { TERM: "xterm-256color", COLORTERM: "truecolor" };

Deno.test("each command has a line here", () => {
  assert.deepEqual(Object.keys(LINES).toSorted(), SPECS.map(({ exp }) => exp).toSorted());
});

scenario(
  "no command writes escape codes into a pipe, and each ends with 141 when its reader has gone",
  async (journey) => {
    await keep(journey);
    for (const line of lines()) {
      const { stdout, stderr, code } = await inCopy(journey, line);
      assert.ok(!(stdout + stderr).includes("\x1b"), line);

      if (stdout === "" && code !== 0) assert.match(stderr, line === "wait fails" ? /failed/ : /^(error: .*|$)/, line);
      if (stdout === "") continue;
      const gone = await inCopy(journey, `${line} >&3`);
      assert.equal(gone.code, 141, line);
      assert.doesNotMatch(gone.stderr, /^error|\n\s+at /m, line);
    }
    for (const line of ["show", "run -n third -S lr=0.3", "version", "gc -w --yes"]) {
      const closed = await inCopy(journey, `${line} >&-`);
      assert.equal(closed.code, 0, line);
      assert.doesNotMatch(closed.stderr, /^error|\n\s+at /m, line);
    }
  },
);

scenario("with --json standard output has one document, or nothing where an error is told", async (journey) => {
  await keep(journey);
  const withJson = SPECS.filter((spec) => acceptedOptions(spec, "exp").some(({ flags }) => /--json\b/.test(flags)));
  for (const { exp: name } of withJson.filter(({ exp }) => exp !== TAKES_SECONDS)) {
    const line = `${name} ${LINES[name]} --json`;
    for (const before of ["", "echo 'stages: [' >dvc.yaml; "]) {
      const { stdout, stderr, code } = await inCopy(journey, line, before);
      assert.ok(!(stdout + stderr).includes("\x1b"), line);
      if (code !== 0 && stdout === "") assert.match(stderr, /^error: /m, line);
      else assert.doesNotThrow(() => JSON.parse(stdout), `${line}: ${stdout}`);
    }
  }
});

scenario("with NO_COLOR no command colours anything at a terminal", async (journey) => {
  await keep(journey);
  const { repo, sh } = journey;
  const ending = lines().filter((line) => line !== "top");
  repo.write({ "../all.sh": ending.map((line) => `${COPY}\nexp ${line}\n`).join("") });

  const env = { ...TERMINAL, NO_COLOR: "1", EXP_NO_INPUT: "1", PAGER: "cat", CI: "" };
  const { stdout } = await sh("script -qec 'sh ../all.sh' /dev/null </dev/null", {
    code: "any",
    env,
    timeoutMs: 600_000, // a hundred commands
  });

  assert.match(stdout, /have been applied[^]*Removed experiments[^]*Task +Name/, stdout);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(stdout, /.*\x1b\[[0-9;:]*m.*/);
}, { needsTerminal: true });

/** A project with some of all that commands tell of, as `../kept`. */
async function keep({ repo, exp, git, sh }: Scenario): Promise<void> {
  repo.write({
    ...PREPARE_THEN_TRAIN,
    "dvc.yaml": `${PREPARE_THEN_TRAIN["dvc.yaml"]}plots:\n- curve.csv: {x: step, y: loss}\n`,
    "train.sh": PREPARE_THEN_TRAIN["train.sh"] + '[ "$lr" != 0.6 ]\n',
    "curve.csv": "step,loss\n1,0.5\n2,0.25\n",
    "conf/config.yaml": "a: 1\n",
    "raw.csv": "1\n",
  });
  await exp("add -q raw.csv");
  await exp("remote add -q -d store ../store");
  await repo.commit("a pipeline");
  await exp("run -q -n first");
  await exp("run -q -n second -S lr=0.2");
  await exp("run -q --queue -n fails -S lr=0.6");
  await exp("queue drain", { code: 1 });
  await exp("run -q --queue -n waits -S lr=0.7");
  await exp("search new -q s -S lr=1,2 --metric metrics.json:lr --trials 2");
  await git("init -q --bare ../origin.git");
  await git("remote add origin ../origin.git");
  repo.write({ "data/a": "a" });
  await sh("git gc -q && rm -rf .git/hooks && cp -a . ../kept");
}

function lines(): string[] {
  return Object.entries(LINES).filter(([name]) => name !== TAKES_SECONDS).map(([name, rest]) =>
    `${name} ${rest}`.trim()
  );
}

const COPY = "cd ..; rm -rf copy; cp -a kept copy; cd copy";

/** In a fresh copy of the project; whoever would read what is written to 3 has gone. */
async function inCopy({ sh }: Scenario, line: string, before = ""): Promise<TestResult> {
  const gone = "rm -f ../gone; mkfifo ../gone; exec 4<>../gone 3>../gone 4<&-";
  return await sh(`${gone}; ${COPY}; ${before}exp ${line} </dev/null`, { code: "any", env: TERMINAL });
}
