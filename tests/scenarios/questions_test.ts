/** What is asked at a terminal, and that nothing is asked without one. */
import assert from "node:assert/strict";
import { PREPARE_THEN_TRAIN } from "../support/pipelines.ts";
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
