import assert from "node:assert/strict";
import { type JobSpec, type Profile, shippedEngines } from "../../src/engines/mod.ts";
import { judgeRefusal, optionsAtFault } from "../../src/engines/refusal.ts";

const slurm = shippedEngines().find(({ name }) => name === "slurm") as Profile;
const SPEC: JobSpec = {
  name: "exp-1a2b",
  commands: ["true"],
  options: { partition: "nope", time: "abc" },
  needs: {},
  warnSeconds: 0,
  requeue: false,
  folder: "/p",
  cwd: "/p",
};

/** What sbatch 22.05 prints, without `sbatch: error: `, and the options that it is about. */
const REFUSALS: readonly (readonly [says: string, options: readonly string[]])[] = [
  ["invalid partition specified: nope\nsbatch: error: Batch job submission failed: Invalid partition name specified", [
    "partition",
  ]],
  ["Batch job submission failed: User's group not permitted to use this partition", ["partition"]],
  ["Batch job submission failed: Invalid account or account/partition combination specified", ["account", "partition"]],
  ["Batch job submission failed: Invalid qos specification", ["qos"]],
  ["Invalid generic resource (gres) specification", ["gres"]],
  ["Invalid --time specification", ["time"]],
  ["Batch job submission failed: Requested time limit is invalid (missing or exceeds some limit)", [
    "time",
    "partition",
  ]],
  [
    "Memory specification can not be satisfied\nsbatch: error: Batch job submission failed: Requested node configuration is not available",
    [
      "mem",
    ],
  ],
  ["Invalid --mem specification", ["mem"]],
  ["Batch job submission failed: Invalid job array specification", ["array"]],
  ["Batch job submission failed: Job dependency problem", ["dependency"]],
  ['Invalid numeric value "zz" for --cpus-per-task.', ["cpus-per-task"]],
  [
    "CPU count per node can not be satisfied\nsbatch: error: Batch job submission failed: Requested node configuration is not available",
    [
      "cpus-per-task",
    ],
  ],
  ['"zz" is not a valid node count', ["nodes"]],
  ["Batch job submission failed: Invalid feature specification", ["constraint"]],
  ["Batch job submission failed: Invalid node name specified", ["nodelist"]],
  ["Batch job submission failed: Requested reservation is invalid", ["reservation"]],
  ["Batch job submission failed: Invalid license specification", ["licenses"]],
  ["Batch job submission failed: Invalid wckey specification", ["wckey"]],
  ['unrecognized --hint argument "zz", see --hint=help', ["hint"]],
  ["Invalid --begin specification", ["begin"]],
];
const ALL = Object.fromEntries(REFUSALS.flatMap(([, options]) => options.map((key) => [key, "x"])));

for (const [says, options] of REFUSALS) {
  Deno.test(`Slurm's "${says.split("\n")[0]}" is about ${options.join(" or ")}`, () => {
    assert.deepEqual(optionsAtFault(slurm, ALL, `sbatch: error: ${says}`).map(({ key }) => key), options);
  });
}

Deno.test("an option that Slurm does not know is named, though it prints no error", () => {
  const says = "sbatch: unrecognized option '--nosuch=3'\nTry \"sbatch --help\" for more information";

  assert.deepEqual(optionsAtFault(slurm, { nosuch: "3" }, says), [{ key: "nosuch", value: "3" }]);
});

Deno.test("an option whose name was cut short is found", () => {
  const says = "sbatch: error: Batch job submission failed: Invalid license specification";

  assert.deepEqual(optionsAtFault(slurm, { lic: "x" }, says), [{ key: "lic", value: "x" }]);
});

Deno.test("of the options that can be at fault, those that the job has are named", () => {
  const says = "sbatch: error: Batch job submission failed: Requested node configuration is not available";

  assert.deepEqual(optionsAtFault(slurm, { gres: "gpu:9", time: "1:00" }, says), [{ key: "gres", value: "gpu:9" }]);
  assert.deepEqual(optionsAtFault(slurm, {}, says), []);
});

Deno.test("a refusal, a full queue and no answer are three different things", () => {
  const faultOf = (code: number | undefined, err: string, out = "") =>
    judgeRefusal(slurm, SPEC, { code, out, err: err === "" ? "" : `sbatch: error: ${err}\n` }).fault;

  assert.equal(faultOf(1, "invalid partition specified: nope"), "usage/refused");
  assert.equal(faultOf(1, "what nobody has seen yet"), "usage/refused");
  assert.equal(
    faultOf(1, "QOSMaxSubmitJobPerUserLimit\nBatch job submission failed: Job violates …"),
    "busy/engine-full",
  );
  assert.equal(faultOf(1, "Batch job submission failed: Resource temporarily unavailable"), "busy/engine-full");
  assert.equal(faultOf(1, "Batch job submission failed: Socket timed out on send/recv operation"), "io/no-answer");
  assert.equal(faultOf(1, "Unable to contact slurm controller (connect failure)"), "io/no-answer");
  assert.equal(faultOf(undefined, ""), "io/no-answer");
  assert.equal(faultOf(0, "", "Thank you for your job!\n"), "io/no-answer");
  assert.equal(faultOf(127, "sh: 1: sbatch: not found"), "not-found/engine-program");
});
