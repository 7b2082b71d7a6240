import assert from "node:assert/strict";
import type { Git } from "../../src/git/mod.ts";
import { type StageMeta, stageMetas } from "../../src/revisions/stage_metas.ts";
import { type ExpRepo, makeProject } from "../support/exp_repo.ts";

const PIPELINE = `stages:
  get:
    cmd: echo 1 > data
    outs: [data]
    meta: {slurm: {partition: cpu}}
  train:
    cmd: cp data model
    deps: [data]
    outs: [model]
    meta:
      slurm:
        mem: \${mem}
  old:
    cmd: echo old
    frozen: true
    meta: {slurm: {partition: none}}
  each:
    foreach: [a, b]
    do:
      cmd: echo \${item}
      meta: {slurm: {comment: "\${item}"}}
`;

async function metasOf(project: ExpRepo, targets: readonly string[] = []): Promise<readonly StageMeta[]> {
  const { repo, git } = project;
  const [metas = []] = await stageMetas(repo, git, [{ rev: git.head().rev as string, choices: { targets } }]);
  return metas;
}

Deno.test("metas are those of the stages that a run goes through, with their places", async () => {
  using project = await makeProject({ "dvc.yaml": PIPELINE, "params.yaml": "mem: 4G\n" });

  assert.deepEqual(await metasOf(project, ["train"]), [
    { stage: "get", where: "dvc.yaml:5", meta: new Map([["slurm", new Map([["partition", "cpu"]])]]) },
    { stage: "train", where: "dvc.yaml:10", meta: new Map([["slurm", new Map([["mem", "4G"]])]]) },
  ]);
});

Deno.test("without targets all stages are meant but frozen ones, each of a group for itself", async () => {
  using project = await makeProject({ "dvc.yaml": PIPELINE, "params.yaml": "mem: 4G\n" });

  const metas = await metasOf(project);

  assert.deepEqual(metas.map(({ stage, where }) => `${stage} ${where}`).sort(), [
    "each@a dvc.yaml:21",
    "each@b dvc.yaml:21",
    "get dvc.yaml:5",
    "train dvc.yaml:10",
  ]);
});

Deno.test("it is the commit that is read, not the workspace; values of templates are each commit's own", async () => {
  using project = await makeProject({ "dvc.yaml": PIPELINE, "params.yaml": "mem: 4G\n" });
  const { repo, git } = project;
  const first = git.head().rev as string;
  project.write("params.yaml", "mem: 8G\n");
  project.commit("more");
  project.write("dvc.yaml", "stages: {}\n");
  const choices = { targets: ["train"] };

  const runs = [{ rev: first, choices }, { rev: git.head().rev as string, choices }];
  const found = await stageMetas(repo, git, runs);

  assert.deepEqual(found.map((metas) => metas[1]?.meta), [
    new Map([["slurm", new Map([["mem", "4G"]])]]),
    new Map([["slurm", new Map([["mem", "8G"]])]]),
  ]);
});

Deno.test("numbers that lose something by being read are texts, in a template's place, too", async () => {
  using project = await makeProject({
    "dvc.yaml": `stages:
  train:
    cmd: x
    meta:
      slurm: {account: 007, nice: 5, n: "08"}
      x:
        y: 1.50
        z: -1
        from: \${mem}
`,
    "params.yaml": "mem: 4\n",
  });

  const [train] = await metasOf(project);

  assert.deepEqual(
    train?.meta,
    new Map<string, unknown>([
      ["slurm", new Map<string, unknown>([["account", "007"], ["nice", 5n], ["n", "08"]])],
      ["x", new Map<string, unknown>([["y", "1.50"], ["z", -1n], ["from", 4n]])],
    ]),
  );
});

Deno.test("a run that cannot be planned has none", async () => {
  using project = await makeProject({ "dvc.yaml": PIPELINE });

  assert.deepEqual(await metasOf(project, ["train"]), []);
  assert.deepEqual(await metasOf(project, ["nobody"]), []);
});

Deno.test("many commits cost as many calls of git as one", async () => {
  using project = await makeProject({ "dvc.yaml": PIPELINE, "params.yaml": "mem: 4G\n" });
  const { repo, git } = project;
  let calls = 0;
  const counting: Git = { ...git, readObjects: (names) => (calls++, git.readObjects(names)) };
  const callsFor = async (revs: readonly string[]) => {
    calls = 0;
    await stageMetas(repo, counting, revs.map((rev) => ({ rev, choices: {} })));
    return calls;
  };
  const revs = [git.head().rev as string];
  for (let i = 0; i < 5; i++) {
    project.write("params.yaml", `mem: ${i}G\n`);
    project.commit(`point ${i}`);
    revs.push(git.head().rev as string);
  }

  assert.equal(await callsFor(revs), await callsFor(revs.slice(0, 1)));
});
