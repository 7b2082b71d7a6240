/**
 * Faults between a repository and real servers of data: lines that are cut, stalled, falsified; servers that refuse; kill
 * -9 in the middle of a push and of a pull; two at once. 0 lost, 0 wrong bytes, every failure told, and the
 * next command completes it.
 *
 *   deno run -A tests/faults/remotes/main.ts [--short] [--seconds N] [part of a name …]
 *
 * With --seconds none is begun after that time; what was not tried is told.
 */
import { processesIn, signal } from "../field.ts";
import { Ground } from "./ground.ts";
import { judge } from "./judge.ts";
import { company, kills } from "./kills.ts";
import { httpFaults, type RemoteFault, tcpFaults } from "./line_faults.ts";
import { KINDS, Servers } from "./servers.ts";

const LANES = 2;

async function main(args: readonly string[]): Promise<number> {
  const isShort = args.includes("--short");
  const budget = args.includes("--seconds") ? Number(args[args.indexOf("--seconds") + 1]) : Infinity;
  const parts = args.filter((arg, i) => !arg.startsWith("--") && args[i - 1] !== "--seconds");
  const top = await Deno.realPath(await Deno.makeTempDir({ prefix: "exp-faults-remotes-" }));
  try {
    await using servers = await Servers.start(`${top}/servers`, console.log);
    const faults = [
      ...company(KINDS),
      ...kills(["s3", "webdav", "http"], !isShort),
      ...httpFaults(["s3", "webdav", "http"], !isShort),
      ...tcpFaults(!isShort),
    ]
      .filter(({ kind, name }) => servers.all.has(kind) && isWanted(name, parts));
    const [all, startedAt] = [faults.length, performance.now()];
    const lost = await attemptAll(`${top}/grounds`, faults, servers, startedAt + budget * 1000);
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

/** Takes out of the list what it tries. @returns how many were lost */
async function attemptAll(folder: string, faults: RemoteFault[], servers: Servers, until: number): Promise<number> {
  let [lost, serial] = [0, 0];
  const lane = async () => {
    while (faults.length > 0 && performance.now() < until) {
      const fault = faults.shift()!;
      const findings = await attempt(`${folder}/${++serial}`, fault, servers);
      if (findings.length === 0) continue;
      lost++;
      console.log([`LOST ${fault.name}`, ...findings].join("\n     "));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
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
