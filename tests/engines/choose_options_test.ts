import assert from "node:assert/strict";
import fc from "fast-check";
import { chooseOptions, type EngineDefaults } from "../../src/engines/choose_options.ts";
import { NO_RULES } from "../../src/engines/job_options.ts";
import { unaskedNeeds } from "../../src/engines/needs.ts";
import type { StageWish } from "../../src/engines/stage_wishes.ts";

const GRES = { option: "gres", value: "{need}:{count}" };
const ENGINE: EngineDefaults = {
  name: "slurm",
  names: ["slurm"],
  options: { partition: "cpu", account: "lab", mem: "1G" },
  profiles: new Map([["big", { mem: "64G", p: "large" }], ["small", { mem: "2G" }]]),
  ...NO_RULES,
  aliases: { p: "partition" },
  needs: GRES,
};
const WISH: StageWish = { stage: "train", where: "dvc.yaml:3", options: {}, profile: undefined, needs: {} };
const NOTHING_ASKED = { options: {} };
const NOTHING = { stages: [], task: NOTHING_ASKED, needs: {}, head: NOTHING_ASKED };

Deno.test("each place wins over the ones before: file, profile, stages, task, command line", () => {
  const file = chooseOptions(ENGINE, NOTHING);
  const profile = chooseOptions(ENGINE, { ...NOTHING, task: { options: {}, profile: "big" } });
  const stages = [{ ...WISH, options: { partition: "stage" } }];
  const task = { options: { p: "task" }, profile: "big" }, head = { options: { p: "head" } };

  assert.deepEqual(file.options, { partition: "cpu", account: "lab", mem: "1G" });
  assert.deepEqual(profile.options, { partition: "large", account: "lab", mem: "64G" });
  assert.equal(chooseOptions(ENGINE, { ...NOTHING, stages }).options["partition"], "stage");
  assert.equal(chooseOptions(ENGINE, { ...NOTHING, stages, task }).options["partition"], "task");
  assert.equal(chooseOptions(ENGINE, { ...NOTHING, stages, task, head }).options["partition"], "head");
});

Deno.test("a stage's options win over the profile that it names", () => {
  const stages = [{ ...WISH, profile: "big", options: { mem: "8G" } }];

  assert.deepEqual(chooseOptions(ENGINE, { ...NOTHING, stages }).options, {
    account: "lab",
    mem: "8G",
    partition: "large",
  });
});

Deno.test("the profile that is named last is the one", () => {
  const task = { options: {}, profile: "small" };
  const stages = [{ ...WISH, profile: "small" }], head = { options: {}, profile: "big" };

  assert.equal(chooseOptions(ENGINE, { ...NOTHING, stages }).options["mem"], "2G");
  assert.equal(chooseOptions(ENGINE, { ...NOTHING, stages, head }).options["mem"], "64G");
  assert.equal(chooseOptions(ENGINE, { ...NOTHING, task, head }).options["mem"], "64G");
});

Deno.test("a profile that is not there is refused, the nearest named", () => {
  assert.throws(() => chooseOptions(ENGINE, { ...NOTHING, head: { options: {}, profile: "bgi" } }), {
    fault: "not-found/job-profile",
    facts: { profile: "bgi", engine: "slurm", nearest: "big" },
  });
});

Deno.test("of what a task and its stages need the task's number is the one", () => {
  const stages = [{ ...WISH, needs: { gpu: 1, license: 1 } }];

  const chosen = chooseOptions(ENGINE, { ...NOTHING, stages, needs: { gpu: 2 } });

  assert.deepEqual(chosen.needs, { gpu: 2, license: 1 });
});

Deno.test("what options ask for already is not asked for again, whatever its kind", () => {
  for (const gres of ["gpu:2", "gpu:a100:2", "gpu:a100:1,gpu:t4", "lustre:1,gpu:2"]) {
    assert.deepEqual(unaskedNeeds({ gres }, { gpu: 2 }, GRES), {}, gres);
  }
});

Deno.test("things of another kind are no answer", () => {
  for (const gres of ["lustre:2", "gpufs:2"]) assert.deepEqual(unaskedNeeds({ gres }, { gpu: 2 }, GRES), { gpu: 2 });
  assert.deepEqual(unaskedNeeds({ l: "gpu=2" }, { gpu: 2 }, { option: "l", value: "{need}={count}" }), {});
});

Deno.test("another number of the same thing is refused", () => {
  assert.throws(() => unaskedNeeds({ gres: "gpu:2" }, { gpu: 1 }, GRES), {
    fault: "conflict/needs",
    facts: { name: "gpu", count: 1, option: "gres=gpu:2" },
  });
});

Deno.test("a need is met by the options that it becomes", () => {
  const needs = fc.dictionary(fc.constantFrom("gpu", "gpufs", "license"), fc.integer({ min: 1, max: 3 }));
  fc.assert(fc.property(needs, (wanted) => {
    const gres = Object.entries(wanted).map(([need, count]) => `${need}:${count}`).join(",");
    assert.deepEqual(unaskedNeeds({ gres }, wanted, GRES), {});
    assert.deepEqual(unaskedNeeds({}, wanted, GRES), { ...wanted });
  }));
});
