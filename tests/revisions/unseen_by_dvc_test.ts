import assert from "node:assert/strict";
import { parseYaml } from "../../packages/formats/yaml.ts";
import { hasNumberedKey } from "../../src/revisions/unseen_by_dvc.ts";

Deno.test("DVC cannot choose keys of a file in which a number is a key, unless it is as large as its map at least", () => {
  const check = (text: string) => hasNumberedKey(parseYaml(text, { file: "params.yaml" }).value);

  for (
    const refused of [
      "c: {0: x}",
      "c: {-1: x}",
      "c: {1: x, 2: y}",
      "c: {a: x, 1: y}",
      "c: [{0: x}]",
      "c: {2: x, a: y, b: z}",
      "{a: {}, 1: y}",
    ]
  ) {
    assert.ok(check(refused), refused);
  }
  for (
    const accepted of [
      "c: {1: x}",
      "c: {1.5: x}",
      "c: {'0': x}",
      "c: [[1], [2]]",
      "c: {a: {}, 3: y}",
      "c: {a: x, 2: y}",
      "c: {4: x, 3: y}",
    ]
  ) {
    assert.ok(!check(accepted), accepted);
  }
});
