import assert from "node:assert/strict";
import fc from "fast-check";
import { chooseOptions, type EngineDefaults, NOTHING_ASKED } from "../../src/engines/choose_options.ts";
import { NO_RULES } from "../../src/engines/job_options.ts";
import { addNeeds } from "../../src/engines/needs.ts";
import type { StageWish } from "../../src/engines/stage_wishes.ts";

const GRES = { option: "gres", value: "{name}:{count}" };
const ENGINE: EngineDefaults = {
  name: "slurm",
  options: { partition: "cpu", account: "lab", mem: "1G" },
  profiles: new Map([["big", { mem: "64G", p: "large" }], ["small", { mem: "2G" }]]),
  ...NO_RULES,
  aliases: { p: "partition" },
  needs: GRES,
};
const WISH: StageWish = { stage: "train", where: "dvc.yaml:3", options: {}, profile: undefined, needs: {} };
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

Deno.test("the profile that is named last is the one", () => {
  const stages = [{ ...WISH, profile: "small" }], head = { options: {}, profile: "big" };

  assert.equal(chooseOptions(ENGINE, { ...NOTHING, stages }).options["mem"], "2G");
  assert.equal(chooseOptions(ENGINE, { ...NOTHING, stages, head }).options["mem"], "64G");
});

Deno.test("a profile that is not there is refused, the nearest named", () => {
  assert.throws(() => chooseOptions(ENGINE, { ...NOTHING, head: { options: {}, profile: "bgi" } }), {
    fault: "not-found/job-profile",
    facts: { profile: "bgi", engine: "slurm", nearest: "big" },
  });
});

Deno.test("what is needed is asked for in the engine's words, the task's number before the stage's", () => {
  const stages = [{ ...WISH, needs: { gpu: 1, license: 1 } }];

  const chosen = chooseOptions(ENGINE, { ...NOTHING, stages, needs: { gpu: 2 } });

  assert.deepEqual([chosen.options["gres"], chosen.needs], ["gpu:2,license:1", {}]);
});

Deno.test("an engine without such an option is left to say it itself", () => {
  const chosen = chooseOptions({ ...ENGINE, needs: undefined }, { ...NOTHING, needs: { gpu: 2 } });

  assert.deepEqual([chosen.options["gres"], chosen.needs], [undefined, { gpu: 2 }]);
});

Deno.test("what is asked for already is not asked for again", () => {
  assert.deepEqual(addNeeds({ gres: "gpu:a100:2" }, { gpu: 2 }, GRES), { gres: "gpu:a100:2" });
  assert.deepEqual(addNeeds({ gres: "gpu" }, { gpu: 1 }, GRES), { gres: "gpu" });
  assert.deepEqual(addNeeds({ gres: "gpu:a100:1,gpu:t4:1" }, { gpu: 2 }, GRES), { gres: "gpu:a100:1,gpu:t4:1" });
});

Deno.test("things of another kind stay beside it", () => {
  assert.deepEqual(addNeeds({ gres: "lustre:1" }, { gpu: 1 }, GRES), { gres: "lustre:1,gpu:1" });
  assert.deepEqual(addNeeds({ gres: "gpufs:1" }, { gpu: 1 }, GRES), { gres: "gpufs:1,gpu:1" });
});

Deno.test("an engine may have an option for each thing, or a list with another sign", () => {
  const each = { option: "request_{name}s", value: "{count}" }, list = { option: "l", value: "{name}={count}" };

  assert.deepEqual(addNeeds({}, { gpu: 2 }, each), { request_gpus: "2" });
  assert.deepEqual(addNeeds({ l: "h_vmem=4G" }, { gpu: 2 }, list), { l: "h_vmem=4G,gpu=2" });
  assert.throws(() => addNeeds({ request_gpus: "1" }, { gpu: 2 }, each), { fault: "conflict/needs" });
});

Deno.test("another number of the same thing is refused", () => {
  assert.throws(() => addNeeds({ gres: "gpu:2" }, { gpu: 1 }, GRES), {
    fault: "conflict/needs",
    facts: { name: "gpu", count: 1, option: "gres=gpu:2" },
  });
});

Deno.test("adding needs twice is adding them once", () => {
  const needs = fc.dictionary(fc.constantFrom("gpu", "gpufs", "license"), fc.nat(3));
  fc.assert(fc.property(needs, fc.constantFrom({}, { gres: "lustre:1" }), (wanted, options) => {
    const once = addNeeds(options, wanted, GRES);
    assert.deepEqual(addNeeds(once, wanted, GRES), once);
  }));
});
