import assert from "node:assert/strict";
import { Project } from "../../src/pipeline/mod.ts";
import { folderRepo } from "../support/folder_repo.ts";

/** `name: command` of every stage. */
async function stagesOf(dvcYaml: string, params = "a: 1\n"): Promise<string[]> {
  using files = folderRepo({ "dvc.yaml": dvcYaml, "params.yaml": params });
  return (await new Project(await files.open()).stages()).map(({ name, cmd }) => `${name}: ${cmd}`);
}

Deno.test("items of foreach are named by what they are, by their key, or by their number when they are collections", async () => {
  const list = (items: string) => `stages:\n  s: {foreach: ${items}, do: {cmd: "run \${item}"}}\n`;

  assert.deepEqual(await stagesOf(list("[x, 1.5, true]")), ["s@x: run x", "s@1.5: run 1.5", "s@true: run true"]);
  assert.deepEqual(
    await stagesOf("stages:\n  s: {foreach: [{n: 1}, {n: 2}], do: {cmd: 'run ${item.n}'}}\n"),
    ["s@0: run 1", "s@1: run 2"],
  );
  assert.deepEqual(
    await stagesOf("stages:\n  s: {foreach: {k: {n: 1}, l: {n: 2}}, do: {cmd: 'run ${key} ${item.n}'}}\n"),
    ["s@k: run k 1", "s@l: run l 2"],
  );
});

Deno.test("a matrix has each point of all its axes, the last axis changing fastest", async () => {
  const matrix = "stages:\n  s:\n    matrix: {m: [x, y], n: [1, {deep: 2}]}\n    cmd: run ${item.m} ${key}\n";

  assert.deepEqual(await stagesOf(matrix), [
    "s@x-1: run x x-1",
    "s@x-n1: run x x-n1",
    "s@y-1: run y y-1",
    "s@y-n1: run y y-n1",
  ]);
});

Deno.test("of a repeated name the last counts, at the place of the first", async () => {
  const dvcYaml = "stages:\n  s: {foreach: [1, two, '1'], do: {cmd: 'run ${item} ${a}'}}\n";

  assert.deepEqual(await stagesOf(dvcYaml), ["s@1: run 1 1", "s@two: run two 1"]);
});
