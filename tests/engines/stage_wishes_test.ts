import assert from "node:assert/strict";
import { parseYaml } from "@exp/formats";
import { isMap, type Value } from "../../src/common/mod.ts";
import { NO_RULES } from "../../src/engines/job_options.ts";
import { joinStageWishes, readStageWish, type StageWish } from "../../src/engines/stage_wishes.ts";

const NOT_OVERRULED = { options: {}, profile: undefined };

function metaOf(yaml: string): Value {
  const { value } = parseYaml(yaml, { file: "dvc.yaml" });
  return isMap(value) ? value.get("meta") ?? null : null;
}

function wishOf(yaml: string, names: readonly string[] = ["slurm"]): StageWish | undefined {
  return readStageWish(metaOf(yaml), names, NO_RULES, { stage: "train", where: "dvc.yaml:3" });
}

Deno.test("a stage's meta says options under the engine's name", () => {
  const yaml = "meta: {slurm: {partition: gpu, cpus-per-task: 4, exclusive: true, mem: null, mail-type: [BEGIN, END]}}";

  assert.deepEqual(wishOf(yaml)?.options, {
    partition: "gpu",
    "cpus-per-task": "4",
    exclusive: "",
    mem: null,
    "mail-type": "BEGIN,END",
  });
});

Deno.test("times and dates are options as they are written", () => {
  assert.deepEqual(wishOf("meta: {slurm: {time: 2:00:00, deadline: 2026-12-24}}")?.options, {
    time: "2:00:00",
    deadline: "2026-12-24",
  });
});

Deno.test("what is said to an engine's own name wins over what is said to the one that it extends", () => {
  const yaml = "meta: {our-lab: {partition: a100}, slurm: {partition: gpu, mem: 1G}}";

  assert.deepEqual(wishOf(yaml, ["slurm", "our-lab"])?.options, { partition: "a100", mem: "1G" });
});

Deno.test("needs and profile stand under exp", () => {
  const wish = wishOf("meta: {exp: {needs: {gpu: 2}, profile: big}}");

  assert.deepEqual([wish?.needs, wish?.profile], [{ gpu: 2 }, "big"]);
});

Deno.test("a meta that is for others asks for nothing", () => {
  assert.equal(wishOf("meta: {owner: jane, sge: {l: gpu=1}}"), undefined);
  assert.equal(wishOf("meta: slurm"), undefined);
});

for (
  const [yaml, fault] of [
    ["meta: {slurm: [gpu]}", "invalid-file/job-options"],
    ["meta: {slurm: {partition: {a: 1}}}", "invalid-file/job-option"],
    ['meta: {slurm: {comment: "a\\nb"}}', "invalid-file/job-option"],
    ["meta: {slurm: {2nd: a}}", "invalid-file/job-option"],
    ["meta: {exp: {need: {gpu: 1}}}", "invalid-file/meta-key"],
    ["meta: {exp: {needs: {gpu: many}}}", "invalid-file/job-option"],
    ["meta: {exp: {needs: {gpu: -1}}}", "invalid-file/job-option"],
    ["meta: {exp: {profile: 3}}", "invalid-file/job-option"],
  ] as const
) {
  Deno.test(`${yaml} is refused`, () => {
    assert.throws(() => wishOf(yaml), { fault });
  });
}

const wish = (stage: string, more: Partial<StageWish>): StageWish => ({
  stage,
  where: `dvc.yaml:${stage.length}`,
  options: {},
  profile: undefined,
  needs: {},
  ...more,
});

Deno.test("stages of one task ask together, for as much as the neediest of them", () => {
  const joined = joinStageWishes([
    wish("get", { options: { partition: "gpu" }, needs: { gpu: 1 } }),
    wish("train", { options: { partition: "gpu", mem: "16G" }, needs: { gpu: 2, license: 1 }, profile: "big" }),
  ], NOT_OVERRULED);

  assert.deepEqual(joined, {
    options: { partition: "gpu", mem: "16G" },
    needs: { gpu: 2, license: 1 },
    profile: "big",
  });
});

Deno.test("stages that contradict each other are refused, both with their places", () => {
  const a = wish("get", { options: { partition: "cpu" } }), b = wish("train", { options: { partition: "gpu" } });

  assert.throws(() => joinStageWishes([a, b], NOT_OVERRULED), {
    fault: "conflict/stages-disagree",
    facts: {
      key: "partition",
      stages: [
        { stage: "get", where: "dvc.yaml:3", value: "cpu" },
        { stage: "train", where: "dvc.yaml:5", value: "gpu" },
      ],
    },
  });
});

Deno.test("so are stages that name two profiles", () => {
  const stages = [wish("get", { profile: "small" }), wish("train", { profile: "big" })];

  assert.throws(() => joinStageWishes(stages, NOT_OVERRULED), { fault: "conflict/stages-disagree" });
});

Deno.test("of what is said for the whole task no stage is asked", () => {
  const stages = [
    wish("get", { options: { partition: "cpu" }, profile: "small" }),
    wish("train", { options: { partition: "gpu" }, profile: "big" }),
  ];

  const joined = joinStageWishes(stages, { options: { partition: "large" }, profile: "big" });

  assert.deepEqual(joined, { options: {}, profile: "big", needs: {} });
});
