import assert from "node:assert/strict";
import { findProfile } from "../../src/engines/find_profile.ts";
import { makeProject } from "../support/exp_repo.ts";

Deno.test("an engine goes by the names of all that it extends, its own the last", async () => {
  using project = await makeProject({
    ".dvc/engines/lab.yaml": "extends: slurm\n",
    ".dvc/engines/slurm.yaml": "extends: slurm\noptions: {partition: gpu}\n",
    "mine.yaml": "extends: lab\n",
  });
  const namesOf = (name: string) => findProfile(project.repo, name).names;

  assert.deepEqual(namesOf("slurm"), ["slurm"]);
  assert.deepEqual(namesOf("lab"), ["slurm", "lab"]);
  assert.deepEqual(namesOf("./mine.yaml"), ["slurm", "lab", "mine"]);
});
