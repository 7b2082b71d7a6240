/** What is asked at a terminal, and that nothing is asked without one. */
import assert from "node:assert/strict";
import { countRuns, PREPARE_THEN_TRAIN } from "../support/pipelines.ts";
import { scenario } from "../support/scenario.ts";

const atTerminal = (command: string) => `script -qefc '${command}' /dev/null`;

scenario("init asks for what it needs, and Enter takes what is usual", async ({ repo, sh }) => {
  await sh(atTerminal("exp init usual"), { stdin: "\n\n\n" });
  const { stdout } = await sh(atTerminal("exp init asked"), { stdin: "maybe\ny\n../data\ny\n" });

  assert.ok(repo.has("usual/.git"));
  assert.equal(repo.read("usual/.dvc/config"), "");
  assert.match(stdout, /make a Git repository, too\? \[Y\/n\] /);
  assert.match(stdout, /yes or no: /);
  assert.match(stdout, /Where is data sent to \(a folder or a URL\)\? \[none\] /);
  assert.match(
    repo.read("asked/.dvc/config"),
    /remote = storage[^]*autostage = true[^]*url = \.\.\/\.\.\/\.\.\/data\n/,
  );
  assert.equal((await sh("git -C asked diff --stat")).stdout, "");
}, { bare: true, needsTerminal: true });

scenario("an option is an answer, and what is answered is not asked", async ({ repo, sh }) => {
  const { stdout } = await sh(atTerminal("exp init --no-scm --remote s3://bucket/x here"));
  const { stdout: quick } = await sh(atTerminal("exp init --yes there"));

  assert.doesNotMatch(stdout + quick, /\?/);
  assert.match(repo.read("here/.dvc/config"), /url = s3:\/\/bucket\/x/);
}, { bare: true, needsTerminal: true });

scenario("without a terminal nothing is asked, and init takes what is usual", async ({ repo, exp, sh }) => {
  const piped = await exp("init piped", { stdin: "n\n" });
  const silent = await sh(atTerminal("exp --no-input init silent"));
  const variable = await sh(atTerminal("exp init variable"), { env: { EXP_NO_INPUT: "1" } });

  assert.doesNotMatch(piped.stderr + silent.stdout + variable.stdout, /\?/);
  for (const name of ["piped", "silent", "variable"]) assert.ok(repo.has(`${name}/.git`), name);
}, { bare: true });

scenario("several experiments are removed after one question with their names", async ({ repo, exp, sh }) => {
  repo.write({ "metrics.json": "{}", "dvc.yaml": "metrics: [metrics.json]\n" });
  await repo.commit("a file of metrics");
  for (const name of ["one", "two", "three"]) await exp(`save -n ${name}`);

  const no = await sh(atTerminal("exp remove one two"), { stdin: "n\n", code: "any" });
  assert.match(no.stdout, /^ {2}one\r\n {2}two\r\nThis will remove 2 experiments\. Go on\? \[y\/n\] /m);
  assert.equal(no.stdout.match(/Go on/g)?.length, 1);
  assert.deepEqual(await repo.experiments(), ["one", "three", "two"]);

  await sh(atTerminal("exp remove one two"), { stdin: "y\n" });
  assert.deepEqual(await repo.experiments(), ["three"]);
  await exp("save -n four");
  await exp("remove three four");
  assert.deepEqual(await repo.experiments(), []);
}, { needsTerminal: true });

scenario("run -i asks before each stage, and runs none where nobody answers", async ({ repo, exp, sh }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");

  const nobody = await exp("run -i -n silent", { code: "any" });
  assert.doesNotMatch(nobody.stdout + nobody.stderr, /Are you sure/);
  const asked = await sh(atTerminal("exp run -i -n first"), { stdin: "y\ny\n" });

  assert.equal(asked.stdout.match(/Going to reproduce stage/g)?.length, 2);
  assert.ok((await repo.experiments()).includes("first"));
}, { needsTerminal: true });

/** Ctrl-C comes to the shell, too, which then goes on. */
const thenCode = (line: string) =>
  `trap : INT; ${line}; echo "code $?"; stty -a | tr ' ;' '\\n\\n' | grep -x -e icanon -e echo`;
const ENDED = /code 130\s+icanon\s+echo/;

scenario("Ctrl-C at a question of init ends it, and leaves nothing", async ({ repo, atTerminal }) => {
  await using usual = atTerminal(thenCode("exp init there"));
  await usual.shows(/a Git repository, too\? \[Y\/n\]/);
  await usual.type("y", "enter");
  await usual.shows(/Where is data sent to .*\[none\]/);
  await usual.type("ctrl-c");
  await usual.shows(ENDED);

  await using narrow = atTerminal(thenCode("exp init there"), { columns: 30, env: { TERM: "dumb" } });
  await narrow.shows(/\[Y\/n\]/);
  await narrow.type("ctrl-c");
  await narrow.shows(ENDED);

  assert.ok(!repo.has("there"));
}, { bare: true, needsTerminal: true });

scenario(
  "Ctrl-C at a question of run -i ends it, before and after a stage, and a run goes on from there",
  async (at) => {
    const { repo, exp, atTerminal } = at;
    repo.write(PREPARE_THEN_TRAIN);
    await repo.commit("a pipeline");

    await using first = atTerminal(thenCode("exp run -i -n first"));
    await first.shows(/stage: 'prepare'.*\[y\/n\]/s);
    await first.type("ctrl-c");
    await first.shows(ENDED);
    await using second = atTerminal(thenCode("exp run -i -n first"));
    await second.shows(/stage: 'prepare'.*\[y\/n\]/s);
    await second.type("y", "enter");
    await second.shows(/stage: 'train'.*\[y\/n\]/s);
    await second.type("ctrl-c");
    await second.shows(ENDED);
    assert.deepEqual(await repo.experiments(), []);
    await exp("run -n first");

    assert.match(second.text, /^error: stage 'train': interrupted$/m);
    assert.deepEqual(countRuns(repo.around), { prepare: 1, train: 1 });
  },
  { needsTerminal: true },
);

scenario("Ctrl-C at the question about several experiments removes none", async ({ repo, exp, atTerminal }) => {
  repo.write({ "metrics.json": "{}", "dvc.yaml": "metrics: [metrics.json]\n" });
  await repo.commit("a file of metrics");
  for (const name of ["one", "two"]) await exp(`save -n ${name}`);

  await using asked = atTerminal(thenCode("exp remove one two"));
  await asked.shows(/Go on\? \[y\/n\]/);
  await asked.type("ctrl-c");
  await asked.shows(ENDED);

  assert.deepEqual(await repo.experiments(), ["one", "two"]);
}, { needsTerminal: true });
