/** Writes bench/results.md from what was measured so far, here or by an earlier run. */
import { type ClusterMeasurement, formatCluster, formatReport, type Machine, type Measurement } from "./results.ts";

const ROOT = new URL("../", import.meta.url).pathname.replace(/\/$/, "");
const MEASURED = `${ROOT}/bench/results.json`;
const CLUSTER = `${ROOT}/bench/cluster.json`;

export async function readMeasurements(): Promise<Measurement[]> {
  return await readList<Measurement>(MEASURED);
}

export async function writeMeasurements(all: readonly Measurement[]): Promise<void> {
  await writeList(MEASURED, all);
}

export async function readCluster(): Promise<ClusterMeasurement[]> {
  return await readList<ClusterMeasurement>(CLUSTER);
}

export async function writeCluster(all: readonly ClusterMeasurement[]): Promise<void> {
  await writeList(CLUSTER, all);
}

export async function writeReport(): Promise<void> {
  const commit = await say("git", "-C", ROOT, "rev-parse", "--short", "HEAD");
  const report = formatReport(await readMeasurements(), await readCluster(), await describeMachine(), commit);
  await Deno.writeTextFile(`${ROOT}/bench/results.md`, report);
}

/** What else is in the report was measured elsewhere, and stays. */
export async function writeClusterSection(): Promise<void> {
  const path = `${ROOT}/bench/results.md`;
  const others = (await Deno.readTextFile(path)).replace(/^## On a cluster$[^]*?(?=^## All$)/m, "");
  const section = formatCluster(await readCluster()).join("\n");
  await Deno.writeTextFile(path, others.replace(/^## All$/m, () => `${section}\n## All`));
}

async function readList<T>(path: string): Promise<T[]> {
  return JSON.parse(await Deno.readTextFile(path).catch(() => "[]"));
}

async function writeList(path: string, all: readonly unknown[]): Promise<void> {
  await Deno.writeTextFile(path, JSON.stringify(all, undefined, 2) + "\n");
}

export async function describeMachine(): Promise<Machine> {
  const folder = Deno.env.get("EXP_BENCH_DIR") ?? Deno.env.get("TMPDIR") ?? "/tmp";
  const { total } = Deno.systemMemoryInfo();
  return {
    cpu: (await say("sh", "-c", "sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1")) || Deno.build.arch,
    cores: navigator.hardwareConcurrency,
    memoryGiB: Math.round(total / 2 ** 30),
    system: `${await say("uname", "-sr")}, ${await say("git", "--version")}`,
    disk: (await say("df", "--output=fstype", folder)).split("\n").at(-1) ?? "",
  };
}

async function say(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command(program, { args, stderr: "null" }).output();
  return new TextDecoder().decode(stdout).trim();
}
