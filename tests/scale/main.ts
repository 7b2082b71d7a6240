/** See scripts/cluster-scale. */
import { type Cost, sweep } from "./sweep.ts";

const SIZES = [1000, 2500, 5000, 10_000];
/** Where nothing has ended for so long, as may be on a busy machine, the head asks. */
const QUIET_SECONDS = 2;

const value = (name: string) => Deno.args.includes(name) ? Deno.args[Deno.args.indexOf(name) + 1] : undefined;
const sizes = value("--tasks")?.split(",").map(Number) ?? SIZES;
const nodes = Number(value("--nodes") ?? 500);
const seed = Number(value("--seed") ?? 7);

const costs: Cost[] = [];
for (const tasks of sizes) {
  const cost = await sweep(tasks, nodes, seed);
  costs.push(cost);
  console.log(lineOf(cost));
}
const wrong = costs.slice(1).flatMap((cost) => grownFaster(costs[0]!, cost));
for (const line of wrong) console.error(line);
console.log(`${costs.length - (wrong.length > 0 ? 1 : 0)} passed, ${wrong.length > 0 ? 1 : 0} failed`);
Deno.exit(wrong.length > 0 ? 1 : 0);

function lineOf(cost: Cost): string {
  const each = (value: number, digits: number) => (value / cost.tasks).toFixed(digits);
  const fates = Object.entries(cost.fates).map(([fate, count]) => `${count} ${fate}`).join(", ");
  return `${cost.tasks} tasks on ${nodes} nodes: queued with ${cost.queueCpu.toFixed(1)} s of CPU, head ` +
    `${cost.headCpu.toFixed(1)} s (${each(cost.headCpu * 1000, 2)} ms a task), ${cost.git} ` +
    `git (${each(cost.git, 3)} a task), ${cost.sbatch} sbatch, ${cost.squeue} squeue, ${cost.files} files ` +
    `(${each(cost.files, 2)} a task), collected ${cost.collectSeconds.toFixed(1)} s after the last job; ` +
    `${cost.experiments} experiments, ${cost.failed} failed (jobs: ${fates})`;
}

/** Times depend on the machine; counts do not, but for how often a job that fails is met, and for questions in quiet times. */
function grownFaster(small: Cost, large: Cost): string[] {
  const times = large.tasks / small.tasks;
  const counted = ["git", "sbatch", "squeue", "files"] as const;
  return counted.flatMap((what) => {
    const quiet = what === "squeue" ? Math.floor(large.headSeconds / QUIET_SECONDS) : 0;
    const most = Math.ceil(small[what] * times * 1.3) + 10 + quiet;
    return large[what] <= most ? [] : [`${what}: ${large[what]} for ${large.tasks} tasks, more than ${most}`];
  });
}
