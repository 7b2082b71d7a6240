import assert from "node:assert/strict";
import { ExperimentsFailed, openRepo, run, stages } from "../../src/mod.ts";
import { docExamples } from "../support/examples.ts";
import { PROJECT } from "../support/exp_repo.ts";
import { makeRepo } from "../support/git_repo.ts";

const MODULE = new URL("../../src/mod.ts", import.meta.url);
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

docExamples(Deno.readTextFileSync(MODULE)).forEach((example, i) => {
  const [, names = ""] = /import \{ (.+) \}/.exec(example) ?? [];
  Deno.test(`example ${i + 1} of mod.ts runs: ${names}`, async () => {
    using base = makeRepo(PROJECT);
    Deno.writeTextFileSync(`${base.root}/example.ts`, example.replace("./src/mod.ts", MODULE.href));
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--unstable-worker-options", "--config", CONFIG, "example.ts"],
      cwd: base.root,
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
  });
});

Deno.test("run gives rev → name; queued experiments give nothing until runAll", async () => {
  using base = makeRepo(PROJECT);
  const repo = await openRepo(base.root);

  const now = await run(repo, { params: ["lr=0.2"], tmpDir: true, name: "first", message: "said so" });
  assert.deepEqual([...now.values()], ["first"]);
  assert.equal(base.run("log", "-1", "--format=%s", [...now.keys()][0] ?? ""), "said so");
  assert.equal(base.run("status", "--porcelain"), "");

  assert.equal((await run(repo, { params: ["lr=0.3,0.4"], queue: true, name: "grid" })).size, 0);
  assert.deepEqual([...(await run(repo, { runAll: true, jobs: 2 })).values()].sort(), ["grid-1", "grid-2"]);
});

Deno.test("runAll tells failures apart from what is done", async () => {
  using base = makeRepo({
    ...PROJECT,
    "train.sh": "grep -q 'lr: 0.3' params.yaml || exit 3\necho 1 > model.txt\necho {} > metrics.json\n",
  });
  const repo = await openRepo(base.root);
  await run(repo, { params: ["lr=0.3,0.4"], queue: true, name: "grid" });

  const failure = await run(repo, { runAll: true }).then(() => undefined, (error) => error);

  assert.ok(failure instanceof ExperimentsFailed);
  assert.deepEqual([...failure.results.values()], ["grid-1"]);
  assert.deepEqual(failure.failed.map(({ name }) => name), ["grid-2"]);
});

Deno.test("a stage is run alone: forced, dry, without the cache, with variables of its own", async () => {
  using base = makeRepo({ ...PROJECT, "train.sh": 'echo "$WORD" > model.txt\necho {} > metrics.json\n' });
  const repo = await openRepo(base.root);
  const [train] = await stages(repo, "train");
  assert.ok(train);
  const quiet = { onEvent: () => {} };

  assert.equal(await train.run({ dry: true, ...quiet }), "ran");
  assert.throws(() => base.read("model.txt"));
  assert.equal(await train.run({ noCommit: true, runEnv: { WORD: "one" }, ...quiet }), "ran");
  assert.equal(base.read("model.txt"), "one\n");
  assert.throws(() => Deno.statSync(`${base.root}/.dvc/cache/files`));
  assert.equal(await train.run({ force: true, runEnv: { WORD: "two" }, ...quiet }), "ran");
  assert.equal(base.read("model.txt"), "two\n");
  assert.equal(await train.run(quiet), "skipped");
});
