import assert from "node:assert/strict";
import { runNow } from "../../src/executors/mod.ts";
import { makeProject, request } from "../support/exp_repo.ts";

Deno.test("an experiment stages nothing, whatever core.autostage says", async () => {
  using project = await makeProject({ ".dvc/config": "[core]\n    autostage = true\n" });
  const where = { manner: { output: "events" as const }, temp: false };

  await runNow(project.repo, project.git, request({ params: ["lr=0.2"] }), where, project.emit);

  assert.equal(project.run("diff", "--cached", "--name-only"), "");
  assert.equal(project.run("status", "--porcelain", "--untracked-files=no"), " M params.yaml");
});
