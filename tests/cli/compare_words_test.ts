/** What `diff` and `ls` tell people; through `exp dvc` tables are DVC's. */
import assert from "node:assert/strict";
import { memoryProject } from "../support/machine/memory_project.ts";

const FILES = {
  ".dvc/config": "",
  ".dvc/.gitignore": "/config.local\n/tmp\n/cache\n",
  "params.yaml": "n: 0\n",
  "dvc.yaml": "stages:\n  t:\n    cmd: train\n    params: [n]\n    metrics:\n    - m.json: {cache: false}\n",
};
/** Metrics by the parameter. */
const METRICS = [
  '{"acc": 0.5, "loss": 10.25, "count": 1, "gone": 1}',
  '{"acc": 0.75, "loss": 12.5, "count": 2, "word": "new"}',
  '{"acc": 0.25, "loss": 1, "count": 3}',
];

async function withExperiments() {
  const project = memoryProject(FILES, {
    commands: { train: ({ read, write }) => write("m.json", METRICS[Number(read("params.yaml").slice(3))]!) },
  });
  for (const n of [0, 1, 2]) await project.exp(`run -f -S n=${n} -n e${n}`);
  return project;
}

Deno.test("diff says in words what became of each value, and colours the same words", async () => {
  const { exp } = await withExperiments();
  const lines = (await exp("diff e0 e1")).stdout.split("\n").map((line) => line.split(/\s{2,}/).slice(1).join("|"));

  assert.deepEqual(lines.slice(0, 6), [
    "Metric|e0|e1|Change",
    "acc|0.5|0.75|+0.25 better",
    "count|1|2|+1",
    "gone|1|-|removed",
    "loss|10.25|12.5|+2.25 worse",
    "word|-|new|added",
  ]);
  const coloured = (await exp("diff e0 e1 --color always")).stdout;
  for (const words of ["32m+0.25 better", "33m+1", "31mremoved", "31m+2.25 worse", "32madded"]) {
    assert.ok(coloured.includes(`\x1b[${words}\x1b[0m`), words);
  }
  assert.doesNotMatch((await exp("dvc exp diff e0 e1")).stdout, /better|added|\[32m/);
});

Deno.test("diff has no empty line where one table is left out; DVC has it", async () => {
  const { exp } = memoryProject(FILES, { commands: { train: ({ write }) => write("m.json", "{}") } });
  await exp("run -f -n a");
  await exp("run -f -S n=1 -n b");

  assert.match((await exp("diff a b")).stdout, /^Path .*\nparams.yaml .*\n$/);
  assert.match((await exp("dvc exp diff a b")).stdout, /^\nPath .*\nparams.yaml .*\n$/);
  assert.equal((await exp("diff a a")).stdout, "");
});

Deno.test("diff --all tells what is the same", async () => {
  const { exp } = await withExperiments();

  assert.match((await exp("diff e0 e0 --all")).stdout, /acc +0\.5 +0\.5 +same\n/);
});

Deno.test("a difference has no digits that come of binary arithmetic; DVC's has", async () => {
  const { exp } = memoryProject({ ...FILES, "params.yaml": "n: 0\nlr: 0.05\n" }, {
    commands: { train: ({ write }) => write("m.json", "{}") },
  });
  await exp("run -f -n a");
  await exp("run -f -S lr=0.4 -n b");

  assert.match((await exp("diff a b")).stdout, /lr +0\.05 +0\.4 +\+0\.35\n/);
  assert.match((await exp("dvc exp diff a b")).stdout, /0\.35000000000000003/);
});

Deno.test("ls filters, sorts and limits by values", async () => {
  const { exp } = await withExperiments();
  const names = async (options: string) => (await exp(`ls --name-only ${options}`)).stdout.trim().split("\n");

  assert.deepEqual(await names("--sort-by acc"), ["e2", "e0", "e1"]);
  assert.deepEqual(await names("--sort-by acc --sort-order desc --limit 1"), ["e1"]);
  assert.deepEqual(await names("--filter count>1 --sort-by m.json:count"), ["e1", "e2"]);
  assert.equal((await exp("ls --limit 0")).code, 2);
  assert.match((await exp("ls origin --sort-by acc")).stderr, /not known here/);
});
