/** kill -9 at each kind of step that changes the disk, of the head and of what runs on the nodes. */
import assert from "node:assert/strict";
import { kindOf } from "../faults/steps.ts";
import { writeProgram } from "../support/command.ts";
import { EXP_BIN } from "../support/scenario.ts";
import { type ClusterJourney, onCluster } from "./cluster.ts";
import { assertExperiments, begun, namesIn, prepareProject } from "./project.ts";

onCluster("a head that is killed at any step: each point runs once, and has its result", async (journey) => {
  const { exp } = journey;
  await prepareProject(journey);
  const drain = writeHead(journey);
  const steps = await traced(journey, "head");
  assert.ok(steps.length > 10, steps.join("\n"));

  for (const [i, { at, kind }] of steps.entries()) {
    const name = `h${i}`;
    await queueTwo(journey, name, i);
    await exp(drain, { env: { EXP_CRASH_AT: at }, code: "any" });

    await exp(drain);

    await assertDone(journey, name, kind);
    assert.deepEqual(runsOf(journey, i), [2 * i + 1, 2 * i + 2], kind);
    await exp(["queue", "remove", `${name}-1`, `${name}-2`]);
  }
});

onCluster(
  "what runs on nodes is killed, each at another step: all points have one result in the end",
  async (journey) => {
    const { exp, repo } = journey;
    await prepareProject(journey);
    const drain = writeHead(journey);
    const steps = await traced(journey, "node");
    assert.ok(steps.length > 10, steps.join("\n"));
    await exp(["run", "--queue", "-n", "w", "-S", `n=range(1,${steps.length + 1})`]);
    repo.write(Object.fromEntries(steps.map(({ at }, i) => [`../crashes/${100 + i}`, at])));

    await exp(drain, { code: "any", timeoutMs: 600_000 });
    // who was killed before it had begun has failed, and is not sent again by itself
    await exp("queue retry --failed", { code: "any" });
    await exp(drain, { timeoutMs: 600_000 });

    assert.deepEqual([...Deno.readDirSync(`${repo.around}/crashes`)].map(({ name }) => name), []);
    assert.equal(firedIn(traceOf(journey, "node")), steps.length);
    await assertExperiments(journey, Object.fromEntries(steps.map((_, i) => [`w-${i + 1}`, i + 1])));
    assert.equal((await namesIn(journey, "success")).length, steps.length);
  },
);

/**
 * What runs on the nodes is this program behind a script: it forgets the head's crash point, and has one of its own when
 * it finds one in `../crashes`, which it takes away.
 *
 * @returns the command line of the head
 */
function writeHead(journey: ClusterJourney): string {
  const { around } = journey.repo;
  writeProgram(
    `${around}/node-exp`,
    `#!/bin/sh
unset EXP_CRASH_AT EXP_CRASH_TRACE
for crash in "${around}"/crashes/*; do
  if mv "$crash" "${around}/crash.$$" 2>/dev/null; then EXP_CRASH_AT=$(cat "${around}/crash.$$"); export EXP_CRASH_AT; break; fi
done
if [ -e "${around}/trace-node" ] || [ -n "$EXP_CRASH_AT" ]; then
  EXP_CRASH_TRACE='${traceOf(journey, "node")}'; export EXP_CRASH_TRACE
fi
exec '${EXP_BIN}' "$@"
`,
  );
  return `queue drain --executor slurm --exp-path ${around}/node-exp`;
}

/** Where a Worker may write, too. */
function traceOf({ repo }: ClusterJourney, where: "head" | "node"): string {
  return `${repo.root}/.dvc/tmp/${where}.trace`;
}

interface Step {
  /** As EXP_CRASH_AT wants it: `main:12` */
  readonly at: string;
  readonly kind: string;
}

/** The first step of each kind, of a sweep that nothing disturbs. */
async function traced(journey: ClusterJourney, where: "head" | "node"): Promise<Step[]> {
  const { exp, repo } = journey;
  await queueTwo(journey, "traced", 1000);
  if (where === "node") repo.write({ "../trace-node": "" });
  const trace = traceOf(journey, where);
  await exp(writeHead(journey), where === "head" ? { env: { EXP_CRASH_TRACE: trace } } : {});
  repo.write({ "../trace-node": null });
  await exp("queue remove traced-1 traced-2");
  await exp("remove traced-1 traced-2");
  const kinds = new Map<string, string>();
  for (const line of Deno.readTextFileSync(trace).trim().split("\n")) {
    const [, at = "", ...step] = line.split(" ");
    const kind = kindOf(at.split(":")[0] ?? "", step.join(" "), repo.root);
    if (!kinds.has(kind)) kinds.set(kind, at);
  }
  return [...kinds].map(([kind, at]) => ({ kind, at }));
}

/** How many have come to their crash point. */
function firedIn(trace: string): number {
  return [...Deno.readTextFileSync(trace).matchAll(/ fired$/gm)].length;
}

async function queueTwo({ exp }: ClusterJourney, name: string, i: number): Promise<void> {
  await exp(["run", "--queue", "-n", name, "-S", `n=${2 * i + 1},${2 * i + 2}`]);
}

async function assertDone(journey: ClusterJourney, name: string, kind: string): Promise<void> {
  const both = [`${name}-1`, `${name}-2`];
  assert.deepEqual(await namesIn(journey, "success"), both, kind);
  const experiments = await journey.repo.experiments();
  assert.deepEqual(experiments.filter((other) => other.startsWith(`${name}-`)), both, kind);
}

function runsOf(journey: ClusterJourney, i: number): number[] {
  const mine = [2 * i + 1, 2 * i + 2];
  return begun(journey).map(({ n }) => n).filter((n) => mine.includes(n)).sort((a, b) => a - b);
}
