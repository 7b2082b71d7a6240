import assert from "node:assert/strict";
import { makeFolders } from "../../src/queue/store.ts";
import { canGrant, type Grant, parseAmounts, slotVariables, takeSlots } from "../../src/queue/slots.ts";
import { makeProject } from "../support/exp_repo.ts";

function devicesOf(grant: Grant | undefined): readonly number[] | undefined {
  return grant?.devices.get("gpu");
}

Deno.test("two tasks never share a device, and a device that is given back is there again", async () => {
  using project = await makeProject();
  makeFolders(project.repo);
  const take = (gpu: number) => takeSlots(project.repo, { gpu: 2 }, { gpu });

  const first = take(1), second = take(1);
  assert.deepEqual([devicesOf(first), devicesOf(second)], [[0], [1]]);
  assert.equal(take(1), undefined);

  first?.[Symbol.dispose]();
  assert.equal(take(2), undefined, "one alone is not enough for two, and is not kept");
  const third = take(1);
  assert.deepEqual(devicesOf(third), [0]);
  for (const grant of [second, third]) grant?.[Symbol.dispose]();
});

Deno.test("a task sees its devices only, by the numbers that the user's own choice gives them", () => {
  const grant = { devices: new Map([["gpu", [1]]]), [Symbol.dispose]: () => {} };

  assert.deepEqual(slotVariables(grant, undefined), { EXP_SLOTS_GPU: "1", CUDA_VISIBLE_DEVICES: "1" });
  assert.equal(slotVariables(grant, "4,7")["CUDA_VISIBLE_DEVICES"], "7");
});

Deno.test("a need that the drain can never meet is known at once", () => {
  assert.equal(canGrant({ gpu: 1 }, { gpu: 2 }), false);
  assert.equal(canGrant({ gpu: 2 }, { gpu: 2 }), true);
  assert.equal(canGrant({}, {}), true);
});

Deno.test("slots are written name=number; anything else is refused with an example", () => {
  assert.deepEqual(parseAmounts(["gpu=2,big-mem=1"], "--slots"), { gpu: 2, "big-mem": 1 });
  assert.throws(() => parseAmounts(["gpu"], "--slots"), { fault: "usage/slots" });
});
