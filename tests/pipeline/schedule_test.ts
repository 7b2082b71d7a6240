import assert from "node:assert/strict";
import fc from "fast-check";
import { type Plan, planRun, Project } from "../../src/pipeline/mod.ts";
import { runSideBySide } from "../../src/pipeline/schedule.ts";
import type { Stage } from "../../src/stage/types.ts";
import { folderRepo } from "../support/folder_repo.ts";

/** A plan of stages 0 … n-1; an edge says which stages a stage needs, all of them before it. */
async function planOf(needs: readonly (readonly number[])[]): Promise<Plan> {
  const entries = needs.map((deps, i) => `  s${i}: {cmd: x, deps: [${deps.map((d) => `o${d}`)}], outs: [o${i}]}\n`);
  using files = folderRepo({ "dvc.yaml": `stages:\n${entries.join("")}` });
  return await planRun(new Project(await files.open()), {});
}

const pipelines = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 8 })
  .map((rows) => rows.map((row, i) => i === 0 ? [] : [...new Set(row.map((n) => n % i))]));

Deno.test("every stage once, after all that it needs, never more than so many at a time", async () => {
  await fc.assert(
    fc.asyncProperty(pipelines, fc.integer({ min: 1, max: 4 }), fc.scheduler(), async (needs, jobs, scheduler) => {
      const plan = await planOf(needs);
      const ended: Stage[] = [];
      let running = 0;
      const settle = async (stage: Stage) => {
        running++;
        assert.ok(running <= jobs, `${running} at a time`);
        for (const needed of plan.graph.upstream(stage)) assert.ok(ended.includes(needed), stage.address);
        await scheduler.schedule(Promise.resolve());
        ended.push(stage);
        running--;
      };

      await scheduler.waitFor(runSideBySide(plan, jobs, settle, { isOver: false }));

      assert.deepEqual(ended.map(({ address }) => address).sort(), plan.stages.map(({ address }) => address).sort());
    }),
    { numRuns: 60 },
  );
});

Deno.test("of what is ready the first of the plan goes first, and as many as may", async () => {
  const plan = await planOf([[], [], [], [0, 1]]);
  const begun: string[] = [];
  const settle = (stage: Stage) => Promise.resolve(begun.push(stage.address));

  await runSideBySide(plan, 2, settle, { isOver: false });

  assert.deepEqual(begun, ["s0", "s1", "s2", "s3"]);
});

Deno.test("when one flow throws the others are ended, and waited for, before that is told", async () => {
  const plan = await planOf([[], [], [0]]);
  const other = Promise.withResolvers<void>();
  const told: string[] = [];
  const settle = async (stage: Stage) => {
    if (stage.address === "s0") throw new TypeError("a bug");
    await other.promise;
    told.push(`${stage.address} ended`);
  };
  const end = () => {
    told.push("asked to end");
    setTimeout(other.resolve);
  };

  await assert.rejects(runSideBySide(plan, 2, settle, { isOver: false, end }), TypeError);

  assert.deepEqual(told, ["asked to end", "s1 ended"]);
});

Deno.test("once it is over nothing more starts, and what runs is waited for", async () => {
  const plan = await planOf([[], [], [0], [1]]);
  const state = { isOver: false };
  const begun: string[] = [];
  const slow = Promise.withResolvers<void>();
  const settle = async (stage: Stage) => {
    begun.push(stage.address);
    await (stage.address === "s1" ? slow.promise : Promise.resolve());
    state.isOver = true;
  };
  let hasEnded = false;

  const end = runSideBySide(plan, 2, settle, state).then(() => hasEnded = true);
  await new Promise((resolve) => setTimeout(resolve)); // all that does not wait has happened by then
  assert.deepEqual([begun, hasEnded], [["s0", "s1"], false]);

  slow.resolve();
  await end;
  assert.deepEqual(begun, ["s0", "s1"]);
});
