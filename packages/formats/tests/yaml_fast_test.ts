import assert from "node:assert/strict";
import fc from "fast-check";
import type { Value } from "@exp/values";
import { readPlainYaml } from "../yaml_fast.ts";
import { parseYamlTree } from "../yaml_parse.ts";
import { valueOfTree } from "../yaml_values.ts";
import { text, written } from "./yaml_texts.ts";
import { shown } from "./yaml_values.ts";

const readFully = (source: string): Value => valueOfTree(parseYamlTree(source));

Deno.test("the quick reader gives up, or reads what the full reader reads", () => {
  let tried = 0, taken = 0;
  fc.assert(
    fc.property(text, (source) => {
      tried++;
      const quick = readPlainYaml(source);
      if (quick === undefined) return;
      taken++;
      assert.deepEqual(shown(quick), shown(readFully(source)));
    }),
    { numRuns: 6000 },
  );
  assert.ok(taken > tried / 4, `of ${tried} texts it took ${taken}: the property says too little`);
});

Deno.test("the quick reader takes half of what tools write", () => {
  const files = fc.sample(written, 500);

  const taken = files.filter((source) => readPlainYaml(source) !== undefined);

  assert.ok(taken.length > files.length / 2, `${taken.length} of ${files.length}`);
});
