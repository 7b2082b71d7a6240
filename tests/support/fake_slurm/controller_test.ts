import assert from "node:assert/strict";
import fc from "fast-check";
import { formatArray, parseArray } from "./array_spec.ts";
import { Controller, DEFAULT_SIZE } from "./controller.ts";
import type { Job, Submission } from "./job.ts";

const SIZE = { ...DEFAULT_SIZE, nodes: 2, cpusPerNode: 2 };

function submission(count: number, throttle: number | undefined, requeue: boolean): Submission {
  return {
    name: "exp-x",
    script: "job.sh",
    text: "",
    arguments: [],
    cwd: "/",
    env: {},
    options: {},
    array: { indices: Array.from({ length: count }, (_, i) => i), throttle },
    limitSeconds: 600,
    warning: undefined,
    requeue,
    partition: "main",
  };
}

type Act = (controller: Controller, started: readonly Job[]) => void;

const pick = (jobs: readonly Job[], at: number) => jobs.length === 0 ? undefined : jobs[at % jobs.length];
const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 6 }), fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }), fc.boolean())
    .map(([count, throttle, requeue]): Act => (controller) => controller.submit(submission(count, throttle, requeue))),
  fc.tuple(fc.nat(), fc.constantFrom("end", "cancel", "requeue", "preempt", "crash", "forget")).map(
    ([at, what]): Act => (controller, started) => {
      const job = pick(started, at);
      if (job === undefined) return;
      if (what === "end") controller.ended(job, job.restarts, at % 2, 0);
      else if (what === "cancel") controller.cancel([job]);
      else if (what === "requeue") controller.requeue(job);
      else if (what === "preempt" && job.state === "RUNNING") controller.preempt(job);
      else if (what === "crash" && job.state === "RUNNING" && job.killAtMs === undefined) controller.crash(job);
      else if (what === "forget" && job.endedAtMs !== undefined && job.killAtMs === undefined) controller.forget(job);
    },
  ),
  fc.integer({ min: 1, max: 400 }).map((seconds): Act => (controller) => controller.advance(seconds)),
  fc.constantFrom("n1", "n2").map((node): Act => (controller) => {
    controller.loseNode(node, "dead");
    controller.restoreNode(node);
  }),
);

Deno.test("whatever happens to jobs, no node has more than it can take, and no array more than it may", () => {
  fc.assert(fc.property(fc.array(acts, { maxLength: 60 }), (all) => {
    const started: Job[] = [];
    const controller = new Controller(SIZE, { start: (job) => void started.push(job), signal: () => {} });
    for (const act of all) {
      act(controller, started);

      const busy = controller.accounted.filter((job) => job.node !== undefined && isThere(job));
      const byNode = Map.groupBy(busy, ({ node }) => node);
      for (const jobs of byNode.values()) assert.ok(jobs.length <= SIZE.cpusPerNode);
      for (const jobs of Map.groupBy(busy, ({ id }) => id).values()) {
        assert.ok(jobs.length <= (jobs[0]!.submission.array!.throttle ?? Infinity));
      }
      const waits = controller.accounted.filter((job) => controller.reasonOf(job) === "Resources");
      if (waits.some(({ state }) => state === "PENDING")) assert.equal(busy.length, SIZE.nodes * SIZE.cpusPerNode);
    }
  }));
});

function isThere(job: Job): boolean {
  return job.state === "RUNNING" || job.killAtMs !== undefined;
}

Deno.test("elements that are written as a list are read as the same", () => {
  const elements = fc.uniqueArray(fc.nat(1000), { minLength: 1 }).map((all) => all.sort((a, b) => a - b));
  fc.assert(fc.property(elements, fc.option(fc.integer({ min: 1 }), { nil: undefined }), (indices, throttle) => {
    assert.deepEqual(parseArray(formatArray({ indices, throttle }), 1001), { indices, throttle });
  }));
});
