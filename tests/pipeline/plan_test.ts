import assert from "node:assert/strict";
import { findTargets, type PlanOptions, planRun, Project } from "../../src/pipeline/mod.ts";
import { folderRepo } from "../support/folder_repo.ts";

/** d needs b and c, both need a; lone stands for itself; g is a group. */
const DIAMOND = `stages:
  d: {cmd: x, deps: [c, b], outs: [d]}
  c: {cmd: x, deps: [a], outs: [c]}
  lone: {cmd: x, outs: [lone]}
  b: {cmd: x, deps: [a/inner], outs: [b]}
  a: {cmd: x, outs: [a]}
  g: {foreach: [1, 2], do: {cmd: x, deps: [b], outs: ["g\${item}"]}}
`;

async function planned(options: PlanOptions, dvcYaml = DIAMOND): Promise<string[]> {
  using files = folderRepo({ "dvc.yaml": dvcYaml });
  const { stages } = await planRun(new Project(await files.open()), options);
  return stages.map((stage) => stage.address);
}

Deno.test("a stage runs after all that it needs, and what it does not need stays out", async () => {
  const order = await planned({ targets: ["d"] });

  assert.deepEqual([...order].sort(), ["a", "b", "c", "d"]);
  assert.equal(order[0], "a");
  assert.equal(order.at(-1), "d");
});

Deno.test("who reads a file inside of an output comes after its stage, and so does who reads the folder around it", async () => {
  assert.deepEqual(await planned({ targets: ["b"] }), ["a", "b"]);
  const around = "stages:\n  reads: {cmd: x, deps: [dir], outs: [o]}\n  makes: {cmd: x, outs: [dir/deep/file]}\n";
  assert.deepEqual(await planned({ targets: ["reads"] }, around), ["makes", "reads"]);
});

Deno.test("a single item runs alone, downstream takes what depends on it, pipeline the whole component", async () => {
  assert.deepEqual(await planned({ targets: ["d"], singleItem: true }), ["d"]);
  assert.deepEqual((await planned({ targets: ["b"], downstream: true })).sort(), ["b", "d", "g@1", "g@2"]);
  assert.deepEqual((await planned({ targets: ["b"], pipeline: true })).sort(), ["a", "b", "c", "d", "g@1", "g@2"]);
  assert.deepEqual(await planned({ targets: ["lone"], pipeline: true }), ["lone"]);
});

Deno.test("a frozen stage does not bring what is before it", async () => {
  const frozen = DIAMOND.replace("outs: [b]}", "outs: [b], frozen: true}");

  assert.deepEqual(await planned({ targets: ["b"] }, frozen), ["b"]);
});

Deno.test("a cycle is refused, and its stages are named", async () => {
  const cycle = "stages:\n  one: {cmd: x, deps: [b], outs: [a]}\n  two: {cmd: x, deps: [a], outs: [b]}\n";

  await assert.rejects(planned({}, cycle), (error: Error) => /one/.test(error.message) && /two/.test(error.message));
});

Deno.test("an out inside of another one is refused", async () => {
  await assert.rejects(
    planned({}, "stages:\n  one: {cmd: x, outs: [a]}\n  two: {cmd: x, outs: [a/b]}\n"),
    { kind: "invalid-graph" },
  );
});

Deno.test("a target is a stage, a member or all of a group, a pattern, an output, or a file", async () => {
  using files = folderRepo({ "dvc.yaml": DIAMOND, "sub/dvc.yaml": "stages:\n  s: {cmd: x, outs: [o]}\n" });
  const repo = await files.open();
  const found = async (target: string, options = {}) =>
    (await findTargets(new Project(repo), [target], options)).map((stage) => stage.address);

  assert.deepEqual(await found("g@2"), ["g@2"]);
  assert.deepEqual(await found("g"), ["g@1", "g@2"]);
  assert.deepEqual(await found("g@*", { glob: true }), ["g@1", "g@2"]);
  assert.deepEqual(await found("sub/dvc.yaml:s"), ["sub/dvc.yaml:s"]);
  assert.deepEqual(await found("sub/dvc.yaml"), ["sub/dvc.yaml:s"]);
  assert.deepEqual(await found("lone", { outputs: true }), ["lone"]);
  assert.deepEqual(await found("sub/o", { outputs: true }), ["sub/dvc.yaml:s"]);
  await assert.rejects(found("nope"), { kind: "not-found" });
});

Deno.test("who reads at a URL what another stage writes there comes after it, however the URL is written", async () => {
  const stages = (read: string, made: string) =>
    `stages:\n  reads: {cmd: x, deps: ['${read}'], outs: [o]}\n  makes: {cmd: x, outs: ['${made}': {cache: false}]}\n`;

  for (
    const [read, made] of [["s3://b/d/x", "s3://b/d"], ["s3://b/d", "s3://b/d/x"], ["s3://b//d", "s3://b/d"]] as const
  ) {
    assert.deepEqual(await planned({ targets: ["reads"] }, stages(read, made)), ["makes", "reads"]);
  }
  assert.deepEqual(await planned({ targets: ["reads"] }, stages("s3://b/d", "s3://c/d")), ["reads"]);
});

Deno.test("an output at a URL that is to be cached is refused before anything runs", async () => {
  await assert.rejects(planned({}, "stages:\n  s: {cmd: x, outs: ['s3://b/o']}\n"), {
    fault: "invalid-file/cannot-cache",
  });
});
