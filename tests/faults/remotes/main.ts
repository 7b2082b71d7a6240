/**
 * Faults between a repository and real servers of data: lines that are cut, stalled, falsified; servers that refuse; kill
 * -9 in the middle of a push and of a pull; two at once. 0 lost, 0 wrong bytes, every failure told, and the
 * next command completes it.
 *
 *   deno run -A tests/faults/remotes/main.ts [--short] [--times] [--seconds N] [--lanes N] [--seed N] [part of a name …]
 *
 * With --seconds none is begun after that time; what was not tried is told. With --times each is told when it is over, and
 * how long it took. --lanes: so many at once (default: 2). --seed: of the random
 * moments (default: another one each time, told with the name).
 */
import { processesIn, signal } from "../field.ts";
import { Ground } from "./ground.ts";
import { judge } from "./judge.ts";
import { company, kills } from "./kills.ts";
import { canMount, fullDisks } from "./full_disk.ts";
import { httpFaults, type RemoteFault, tcpFaults } from "./line_faults.ts";
import { randomKills } from "./random_kills.ts";
import { KINDS, Servers } from "./servers.ts";

async function main(args: readonly string[]): Promise<number> {
  const isShort = args.includes("--short");
  const numberOf = (option: string) => args.includes(option) ? Number(args[args.indexOf(option) + 1]) : undefined;
  const budget = numberOf("--seconds") ?? Infinity;
  const parts = args.filter((arg, i) => !arg.startsWith("--") && !/^--(seconds|lanes|seed)$/.test(args[i - 1] ?? ""));
  const top = await Deno.realPath(await Deno.makeTempDir({ prefix: "exp-faults-remotes-" }));
  try {
    await using servers = await Servers.start(`${top}/servers`, console.log);
    const mayMount = canMount();
    if (!mayMount) console.log("NOT TESTED: a full disk (no disk can be mounted here)");
    const faults = [
      ...company(KINDS),
      ...kills(["s3", "webdav", "http"], !isShort),
      ...httpFaults(["s3", "webdav", "http"], !isShort),
      ...tcpFaults(!isShort),
      ...mayMount ? fullDisks(isShort ? ["s3"] : KINDS) : [],
      ...randomKills(KINDS, numberOf("--seed") ?? Math.floor(Math.random() * 1e6), isShort ? 5 : 95),
    ]
      .filter(({ kind, name }) => servers.all.has(kind) && isWanted(name, parts));
    const [all, startedAt] = [faults.length, performance.now()];
    const lost = await attemptAll(faults, {
      folder: `${top}/grounds`,
      servers,
      until: startedAt + budget * 1000,
      lanes: numberOf("--lanes") ?? 2,
      tellsTimes: args.includes("--times"),
    });
    const tried = all - faults.length;
    if (tried < all) console.log(`not tried, for there was no time: ${faults.map(({ name }) => name).join("; ")}`);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
    console.log(`faults of remotes tried ${tried}, survived ${tried - lost}, lost ${lost} (${seconds} s)`);
    console.log(`${tried - lost} passed, ${lost} failed`);
    return lost;
  } finally {
    await Deno.remove(top, { recursive: true });
  }
}

function isWanted(name: string, parts: readonly string[]): boolean {
  return parts.length === 0 || parts.some((part) => name.includes(part));
}

interface Attempts {
  readonly folder: string;
  readonly servers: Servers;
  readonly until: number;
  readonly lanes: number;
  readonly tellsTimes: boolean;
}

/** Takes out of the list what it tries. @returns how many were lost */
async function attemptAll(
  faults: RemoteFault[],
  { folder, servers, until, lanes, tellsTimes }: Attempts,
): Promise<number> {
  let [lost, serial] = [0, 0];
  const lane = async () => {
    while (faults.length > 0 && performance.now() < until) {
      const fault = faults.shift()!;
      const startedAt = performance.now();
      const findings = await attempt(`${folder}/${++serial}`, fault, servers);
      if (tellsTimes) console.log(`${((performance.now() - startedAt) / 1000).toFixed(1)} s: ${fault.name}`);
      if (findings.length === 0) continue;
      lost++;
      console.log([`LOST ${fault.name}`, ...findings].join("\n     "));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return lost;
}

async function attempt(folder: string, fault: RemoteFault, servers: Servers): Promise<string[]> {
  try {
    const ground = await Ground.make(folder, servers.all.get(fault.kind)!, fault.isPushed);
    return await judge(ground, await fault.run(ground));
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  } finally {
    for (const { pid } of processesIn(folder)) signal(pid, "SIGKILL");
    await Deno.remove(folder, { recursive: true }).catch(() => {});
  }
}

Deno.exit(await main(Deno.args) === 0 ? 0 : 1);
