/** A part of what scripts/power tries: some hundred power cuts, spread over each durable command. */
import { POWER_CASES } from "./commands.ts";
import { cutPower } from "./power_case.ts";
import assert from "node:assert/strict";

const EACH = 20;

for (const one of POWER_CASES) {
  Deno.test(`power cuts: ${one.name} keeps its promises, wherever it ends`, async () => {
    const { states, broken } = await cutPower(one, { most: EACH, reach: 4 });

    assert.ok(states > 10, `${states} states`);
    assert.deepEqual(broken, []);
  });
}
