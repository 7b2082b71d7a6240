import assert from "node:assert/strict";
import { parseYaml } from "@exp/formats";
import type { ExpError } from "../../src/common/errors.ts";
import { sayingOf } from "../../src/voice/mod.ts";

function sayingFor(text: string) {
  try {
    parseYaml(text, { file: "params.yaml" });
  } catch (error) {
    return sayingOf(error as ExpError);
  }
  return assert.fail(`${JSON.stringify(text)} was read`);
}

Deno.test("a file that cannot be read is named with the place, and the line with a caret", () => {
  const { exp, hint } = sayingFor("é: 1\nb: @x\n");

  assert.equal(exp, 'params.yaml:2:4: a value cannot start with "@"; quote it');
  assert.equal(hint, "b: @x\n   ^");
});
