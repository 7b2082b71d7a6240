/**
 * The fault suite: real drains of the built program, harmed in every way that can be thought of; then one more drain,
 * and every experiment has exactly one result or one recorded failure.
 *
 *   deno run -A tests/faults/main.ts [--short | --full] [--seed N] [part of a name …]
 */
import { company } from "./company.ts";
import { crashPoints } from "./crash_points.ts";
import { damage } from "./damage.ts";
import { heldLocks } from "./held_locks.ts";
import { fullDisk, limits, readOnly } from "./disk.ts";
import type { Fault } from "./fault.ts";
import { Field, processesIn, signal } from "./field.ts";
import { judge } from "./judge.ts";
import { randomKills } from "./random_kills.ts";

interface Options {
  readonly full: boolean;
  readonly seed: number;
  readonly parts: readonly string[];
}

function parseOptions(args: readonly string[]): Options {
  const seedAt = args.indexOf("--seed");
  const parts = args.filter((arg, i) =>
    !arg.startsWith("--") && i !== seedAt + 1 || (seedAt < 0 && !arg.startsWith("--"))
  );
  return { full: args.includes("--full"), seed: seedAt < 0 ? 1 : Number(args[seedAt + 1]), parts };
}

const NOBODY = 65534;

async function main(options: Options): Promise<number> {
  const top = await Deno.realPath(await Deno.makeTempDir({ prefix: "exp-faults-" }));
  Deno.chmodSync(top, 0o755);
  const small = `${top}/small`;
  const lanes = Array.from({ length: Math.min(2, navigator.hardwareConcurrency) }, (_, i) => newField(`${top}/${i}`));
  const hasSmallDisk = await mountSmallDisk(small);
  try {
    const [first] = lanes as [Field];
    const isRoot = Deno.uid() === 0;
    const canSwitch = isRoot && (await first.sh(`setpriv --reuid=${NOBODY} true`)).code === 0;
    if (isRoot && !canSwitch) {
      console.log("left out: read-only files (root may write everything, and setpriv is missing)");
    }
    if (!hasSmallDisk) console.log("left out: a full disk (that needs root, to mount a small one)");
    const faults = [
      ...await crashPoints(first, options.full),
      ...randomKills(options.full ? 200 : 16, options.full ? 30 : 20, options.seed),
      ...company(options.full ? 10 : 1),
      ...damage(),
      ...heldLocks(options.full),
      ...limits(),
      ...(isRoot && !canSwitch ? [] : readOnly(isRoot ? NOBODY : undefined)),
    ].filter(({ name }) => isWanted(name, options));
    const onSmall = (hasSmallDisk ? fullDisk() : []).filter(({ name }) => isWanted(name, options));
    const tally = { tried: 0, lost: 0, startedAt: performance.now() };
    await Promise.all(lanes.map((field) => work(field, faults, tally)));
    if (onSmall.length > 0) await work(newField(small), onSmall, tally);
    const seconds = ((performance.now() - tally.startedAt) / 1000).toFixed(0);
    console.log(`faults tried ${tally.tried}, survived ${tally.tried - tally.lost}, lost ${tally.lost} (${seconds} s)`);
    console.log(`${tally.tried - tally.lost} passed, ${tally.lost} failed`);
    return tally.lost;
  } finally {
    for (const { pid } of processesIn(top)) signal(pid, "SIGKILL");
    if (hasSmallDisk) await run("umount", small);
    await run("rm", "-rf", top);
  }
}

function isWanted(name: string, { parts }: Options): boolean {
  return parts.length === 0 || parts.some((part) => name.includes(part));
}

function newField(folder: string): Field {
  Deno.mkdirSync(folder, { recursive: true });
  return new Field(folder);
}

interface Tally {
  tried: number;
  lost: number;
}

/** Takes one fault after the other from the list, which lanes share. */
async function work(field: Field, faults: Fault[], tally: Tally): Promise<void> {
  for (let fault = faults.shift(); fault !== undefined; fault = faults.shift()) {
    tally.tried++;
    const findings = await attempt(field, fault);
    if (findings.length === 0) continue;
    tally.lost++;
    console.log([`LOST ${fault.name}`, ...findings].join("\n     "));
  }
}

async function attempt(field: Field, fault: Fault): Promise<string[]> {
  try {
    await field.reset(fault.waiting);
    await fault.run(field);
    return await judge(field, fault.expectation);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  } finally {
    for (const { pid } of processesIn(field.folder)) signal(pid, "SIGKILL");
    await field.clear();
  }
}

async function mountSmallDisk(path: string): Promise<boolean> {
  Deno.mkdirSync(path);
  return Deno.uid() === 0 && await run("mount", "-t", "tmpfs", "-o", "size=6m", "exp-faults", path);
}

async function run(program: string, ...args: string[]): Promise<boolean> {
  const { success } = await new Deno.Command(program, { args, stdout: "null", stderr: "null" }).output();
  return success;
}

Deno.exit(await main(parseOptions(Deno.args)) === 0 ? 0 : 1);
