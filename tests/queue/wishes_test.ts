import assert from "node:assert/strict";
import { NO_RULES } from "../../src/engines/job_options.ts";
import { stageWishes } from "../../src/queue/wishes.ts";
import { makeProject } from "../support/exp_repo.ts";
import { taskNamed } from "./tasks.ts";

Deno.test("a task's stages ask in its own commit, with the engine's name or exp's", async () => {
  using project = await makeProject({
    "dvc.yaml": `stages:
  quiet: {cmd: x}
  train:
    cmd: x
    meta: {slurm: {p: gpu}, exp: {needs: {gpu: 1}}, owner: jane}
  eval:
    cmd: x
    meta: {sge: {l: gpu=1}}
`,
  });
  const { repo, git } = project;
  const task = taskNamed("t", 1), stashRev = git.head().rev as string;
  const rules = { ...NO_RULES, aliases: { p: "partition" } };

  const found = await stageWishes(repo, git, [{ ...task, entry: { ...task.entry, stashRev } }], {
    names: ["slurm"],
    rules,
  });

  assert.deepEqual(found, [[
    { stage: "train", where: "dvc.yaml:5", options: { partition: "gpu" }, profile: undefined, needs: { gpu: 1 } },
  ]]);
});
