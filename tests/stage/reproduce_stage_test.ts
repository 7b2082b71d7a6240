import assert from "node:assert/strict";
import { runNow } from "../../src/executors/mod.ts";
import { type ExpRepo, makeProject, request } from "../support/exp_repo.ts";

async function train(project: ExpRepo, lr: number): Promise<string[]> {
  project.events.length = 0;
  const where = { stages: { output: "events" as const }, temp: false };
  await runNow(project.repo, project.git, request({ params: [`lr=${lr}`] }), where, project.emit);
  return project.events.flatMap(({ kind }) =>
    kind === "warned" || /^stage-(running|restored)$/.test(kind) ? [kind] : []
  );
}

Deno.test("a stage whose result is damaged in the cache is run, and the cache has it again", async () => {
  using project = await makeProject();
  await train(project, 0.2);
  const object = Deno.readTextFileSync(`${project.root}/dvc.lock`).match(/model\.txt\n.*\n\s*md5: (..)(\S+)/)!;
  const path = `${project.root}/.dvc/cache/files/md5/${object[1]}/${object[2]}`;
  await train(project, 0.3);
  Deno.chmodSync(path, 0o644);
  Deno.writeTextFileSync(path, "model 0.9\n");
  Deno.chmodSync(path, 0o444);

  assert.deepEqual(await train(project, 0.2), ["stage-restored", "warned", "stage-running"]);

  assert.equal(project.read("model.txt"), "model 0.2\n");
  assert.equal(Deno.readTextFileSync(path), "model 0.2\n");
  await train(project, 0.3);
  assert.deepEqual(await train(project, 0.2), ["stage-restored"]);
});
