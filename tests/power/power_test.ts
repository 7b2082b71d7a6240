/** A part of what scripts/power tries: some hundred power cuts and refusals, spread over each durable command. */
import { POWER_CASES } from "./commands.ts";
import { cutPower } from "./power_case.ts";
import { AILMENTS, refuseEach } from "./refused_case.ts";
import assert from "node:assert/strict";

const EACH = 40;
const REFUSALS = 6;

for (const one of POWER_CASES) {
  Deno.test(`power cuts: ${one.name} keeps its promises, wherever it ends`, async () => {
    const { states, broken } = await cutPower(one, { most: EACH, reach: 0 });

    assert.ok(states > 10, `${states} states`);
    assert.deepEqual(broken, []);
  });

  for (const ailment of AILMENTS) {
    Deno.test(`${ailment.name}: ${one.name} says so, keeps its promises, and works when it is over`, async () => {
      const { states, broken } = await refuseEach(one, ailment, { most: REFUSALS });

      assert.ok(states > 0);
      assert.deepEqual(broken, []);
    });
  }
}
