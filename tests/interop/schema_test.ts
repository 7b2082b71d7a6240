/** Files dvc.yaml, right and wrong ones: the schema for editors, the program, and DVC's own schema take the same. */
import assert from "node:assert/strict";
import { isMap, type Value } from "../../src/common/mod.ts";
import { checkPipelineFile } from "../../src/pipeline/schema.ts";
import { parseYaml } from "@exp/formats";
import { faultsBy } from "../support/schemas.ts";

/** A program `dvc`, version 3.67.1; a Python that has DVC lies beside it. */
const DVC = Deno.env.get("EXP_INTEROP_DVC");
const CASES = "2000";

interface Case {
  readonly file: unknown;
  readonly valid: boolean;
  readonly why: string | null;
}

Deno.test({
  name: `dvc.yaml is right to an editor and to exp where it is to DVC${DVC ? "" : " (left out: no EXP_INTEROP_DVC)"}`,
  ignore: DVC === undefined,
  fn() {
    const cases = randomFiles();
    assert.ok(cases.some(({ valid }) => valid) && cases.some(({ valid }) => !valid));

    const different = cases.flatMap(({ file, valid, why }) => {
      const text = JSON.stringify(file);
      const value = parseYaml(text, { file: "dvc.yaml" }).value;
      const found = { schema: faultsBy("dvc.yaml", file) === "", exp: isRight(value) };
      return found.schema === valid && found.exp === valid ? [] : [{ text, why, ...found }];
    });

    assert.deepEqual(different, []);
  },
});

function randomFiles(): Case[] {
  const script = new URL("../../scripts/interop_schema.py", import.meta.url).pathname;
  const python = DVC!.replace(/[^/]*$/, "python");
  const { success, stdout, stderr } = new Deno.Command(python, { args: [script, "--count", CASES] }).outputSync();
  assert.ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trimEnd().split("\n").map((line) => JSON.parse(line));
}

function isRight(value: Value): boolean {
  return isMap(value) && checkPipelineFile(value).length === 0;
}
