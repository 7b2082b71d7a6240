/**
 * The fault suite: real drains of the built program, harmed in every way that can be thought of; then one more drain,
 * and every experiment has exactly one result or one recorded failure.
 *
 *   deno run -A tests/faults/main.ts [--short | --full] [--seed N] [--seconds N] [part of a name …]
 *
 * With --seconds none is begun after that time, and it is told how many were not: a busy machine tries fewer, of each sort.
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
  readonly seconds: number;
  readonly parts: readonly string[];
}

function parseOptions(args: readonly string[]): Options {
  const numberOf = (name: string, otherwise: number) =>
    args.includes(name) ? Number(args[args.indexOf(name) + 1]) : otherwise;
  const parts = args.filter((arg, i) => !arg.startsWith("--") && !/^--(seed|seconds)$/.test(args[i - 1] ?? ""));
  const [seed, seconds] = [numberOf("--seed", 1), numberOf("--seconds", Infinity)];
  return { full: args.includes("--full"), seed, seconds, parts };
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
    const startedAt = performance.now();
    const faults = inTurns([
      await crashPoints(first, options.full),
      randomKills(options.full ? 200 : 16, options.full ? 30 : 20, options.seed),
      company(options.full ? 10 : 1),
      damage(),
      heldLocks(options.full),
      limits(),
      isRoot && !canSwitch ? [] : readOnly(isRoot ? NOBODY : undefined),
    ]).filter(({ name }) => isWanted(name, options));
    const onSmall = (hasSmallDisk ? fullDisk() : []).filter(({ name }) => isWanted(name, options));
    const tally = { tried: 0, lost: 0, until: startedAt + options.seconds * 1000 };
    if (onSmall.length > 0) await work(newField(small), onSmall, tally);
    await Promise.all(lanes.map((field) => work(field, faults, tally)));
    const left = onSmall.length + faults.length;
    if (left > 0) console.log(`NOT TESTED: ${left} of ${tally.tried + left} faults: there was no time`);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
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

/** The first of each list, then the second of each, and so on. */
function inTurns<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list.slice(i, i + 1))).flat();
}

function newField(folder: string): Field {
  Deno.mkdirSync(folder, { recursive: true });
  return new Field(folder);
}

interface Tally {
  tried: number;
  lost: number;
  /** None is begun after it. */
  readonly until: number;
}

/** Takes one fault after the other from the list, which lanes share. */
async function work(field: Field, faults: Fault[], tally: Tally): Promise<void> {
  while (faults.length > 0 && performance.now() < tally.until) {
    const fault = faults.shift()!;
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
