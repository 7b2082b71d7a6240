/** Tasks of the queue among the experiments. */
import assert from "node:assert/strict";
import { collectExperiments, type ShownTask } from "../../src/revisions/mod.ts";
import { makeProject } from "../support/exp_repo.ts";

Deno.test("each task stands below the commit that it starts from, whatever its state", async () => {
  using project = await makeProject({ "params.yaml": "lr: 1\n" });
  project.write("params.yaml", "lr: 2\n");
  const [older, newer] = [project.run("rev-parse", "HEAD"), project.commit("two")];
  const tasks = (["queued", "running", "failed"] as const).map((state): ShownTask => ({
    stashRev: newer,
    baseline: older,
    name: state,
    state,
    executor: {
      state,
      name: "dvc-task",
      local: { root: null, log: null, pid: null, returncode: null, task_id: newer },
    },
  }));

  const entries = await collectExperiments(project.repo, project.git, { revs: [newer, older] }, tasks);

  const names = entries.map(({ rev, experiments }) => [rev, experiments?.map(({ name }) => name).sort() ?? []]);
  assert.deepEqual(names, [["workspace", []], [newer, []], [older, ["failed", "queued", "running"]]]);
});
