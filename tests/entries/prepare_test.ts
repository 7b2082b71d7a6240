import assert from "node:assert/strict";
import { DVC_RULES } from "../../src/common/rules.ts";
import { planExperiments } from "../../src/entries/prepare.ts";
import { makeProject, request } from "../support/exp_repo.ts";

Deno.test("one text may hold several overrides; by DVC's rules it is one, which cannot be read", async () => {
  using project = await makeProject();
  const plan = (repo = project.repo) =>
    planExperiments(repo, project.git, request({ params: ["lr=0.2,+x=[1]"] }), { allowSweep: true });

  assert.deepEqual(plan().points.map(({ overrides }) => [...overrides]), [[["params.yaml", ["lr=0.2", "+x=[1]"]]]]);
  assert.throws(() => plan({ ...project.repo, rules: DVC_RULES }));
});
