import assert from "node:assert/strict";
import type { Engine, JobPart } from "../../src/engines/mod.ts";
import { fault } from "../../src/engines/faults.ts";
import { cancelNoted, cancelNowOrLater, enginesToTell } from "../../src/queue/cancel_later.ts";
import { writePacks } from "../../src/queue/jobs.ts";
import { makeFolders } from "../../src/queue/store.ts";
import { makeProject } from "../support/exp_repo.ts";

/** An engine that only cancels, while it answers. */
function engineThatHears(heard: JobPart[]): Pick<Engine, "name" | "cancel"> & { answers: boolean } {
  return {
    name: "slurm",
    answers: false,
    cancel(parts) {
      if (!this.answers) {
        return Promise.reject(fault("io/no-answer", { engine: "Slurm", doing: "cancelling", says: "" }));
      }
      heard.push(...parts);
      return Promise.resolve();
    },
  };
}

Deno.test("what an engine did not hear is cancelled when it answers, once", async () => {
  using project = await makeProject();
  const { repo } = project;
  makeFolders(repo);
  for (const name of ["exp-a", "exp-b"]) {
    repo.host.fs.makeDir(`${repo.root}/.dvc/tmp/exp/jobs/${name}`);
    writePacks(repo, name, [["x"], ["y"]]);
  }
  const heard: JobPart[] = [];
  const slurm = engineThatHears(heard);
  const engine = slurm as Engine & typeof slurm;
  const first = [{ name: "exp-a", part: { id: "7", element: 0 } }, { name: "exp-b", part: { id: "8" } }];

  await assert.rejects(cancelNowOrLater(repo, engine, first));
  await assert.rejects(cancelNowOrLater(repo, engine, [{ name: "exp-a", part: { id: "7", element: 1 } }]));
  await cancelNoted(repo, engine);
  assert.deepEqual(enginesToTell(repo), ["slurm"]);
  slurm.answers = true;
  await cancelNoted(repo, { ...engine, name: "sge" });
  assert.deepEqual(heard, []);
  await cancelNoted(repo, engine);
  await cancelNoted(repo, engine);

  assert.deepEqual(heard, [{ id: "7", element: 0 }, { id: "7", element: 1 }, { id: "8" }]);
  assert.deepEqual(enginesToTell(repo), []);
});
