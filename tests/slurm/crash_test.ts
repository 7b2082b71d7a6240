/** kill -9 at each kind of step that changes the disk, of the head and of what runs on the nodes. */
import assert from "node:assert/strict";
import { kindOf } from "../faults/steps.ts";
import { EXP_BIN } from "../support/scenario.ts";
import { type ClusterJourney, onCluster } from "./cluster.ts";
import { begun, namesIn, prepareProject } from "./project.ts";

onCluster("a head that is killed at any step: each point runs once, and has its result", async (journey) => {
  const { exp } = journey;
  await prepareProject(journey);
  const drain = await writeHead(journey);
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

onCluster("a node's process that is killed at any step: the point runs again, and has one result", async (journey) => {
  const { exp, repo } = journey;
  await prepareProject(journey);
  const drain = await writeHead(journey);
  const steps = await traced(journey, "node");
  assert.ok(steps.length > 10, steps.join("\n"));

  for (const [i, { at, kind }] of steps.entries()) {
    const name = `w${i}`;
    await queueTwo(journey, name, i);
    repo.write({ "../crash-at": at });

    await exp(drain);

    assert.ok(!repo.has("../crash-at"), `${kind}: nobody came to be killed`);
    await assertDone(journey, name, kind);
    await exp(["queue", "remove", `${name}-1`, `${name}-2`]);
  }
});

/**
 * What runs on the nodes is this program behind a script: it forgets the head's crash point, and the first that finds
 * `../crash-at` takes it as its own.
 *
 * @returns the command line of the head
 */
async function writeHead({ repo }: ClusterJourney): Promise<string> {
  const around = repo.around;
  repo.write({
    "../node-exp": `#!/bin/sh
unset EXP_CRASH_AT EXP_CRASH_TRACE
if mv "${around}/crash-at" "${around}/crash-at.$$" 2>/dev/null; then EXP_CRASH_AT=$(cat "${around}/crash-at.$$"); export EXP_CRASH_AT; fi
if [ -e "${around}/trace-node" ]; then EXP_CRASH_TRACE=${around}/node.trace; export EXP_CRASH_TRACE; fi
exec '${EXP_BIN}' "$@"
`,
  });
  await Deno.chmod(`${around}/node-exp`, 0o755);
  return `queue drain --executor slurm --exp-path ${around}/node-exp`;
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
  const trace = `${repo.around}/${where}.trace`;
  await exp(await writeHead(journey), where === "head" ? { env: { EXP_CRASH_TRACE: trace } } : {});
  repo.write({ "../trace-node": null });
  await exp("queue remove traced-1 traced-2");
  const kinds = new Map<string, string>();
  for (const line of Deno.readTextFileSync(trace).trim().split("\n")) {
    const [, at = "", ...step] = line.split(" ");
    const kind = kindOf(at.split(":")[0] ?? "", step.join(" "), repo.root);
    if (!kinds.has(kind)) kinds.set(kind, at);
  }
  return [...kinds].map(([kind, at]) => ({ kind, at }));
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
