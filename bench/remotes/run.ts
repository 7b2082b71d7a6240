/**
 * Data to real servers on this machine and back: exp, DVC and rclone; see scripts/bench. Writes bench/remotes.md.
 *
 *   deno run -A bench/remotes/run.ts [--files N] [--mib N] [--runs N] [s3 | sftp]…
 */
import { median } from "../measure.ts";
import { describeMachine } from "../report.ts";
import { dataTool, type PlaceKind, plainRclone, remoteConfig, type Tool } from "./tools.ts";

const ROOT = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");
const EXP = Deno.env.get("EXP_BIN") ?? `${ROOT}/dist/exp`;
const DVC = Deno.env.get("EXP_BENCH_DVC");
const [RCLONE = "rclone"] = (Deno.env.get("EXP_RCLONES") ?? "rclone").split(/\s+/);
const BIG_FILES = 8;

interface Row {
  readonly place: PlaceKind;
  readonly data: string;
  readonly step: string;
  readonly tool: string;
  readonly wall: number;
  readonly cpu: number;
  readonly peakMiB: number;
}

function numberAfter(flag: string, otherwise: number): number {
  const at = Deno.args.indexOf(flag);
  return at < 0 ? otherwise : Number(Deno.args[at + 1]);
}
const files = numberAfter("--files", 20_000), mib = numberAfter("--mib", 2048), runs = numberAfter("--runs", 1);
const kinds = (["s3", "sftp"] as const).filter((kind) =>
  Deno.args.includes(kind) || !/\b(s3|sftp)\b/.test(Deno.args.join(" "))
);

const DATA = [
  {
    name: `${files.toLocaleString("en")} files of 1 KiB`,
    make:
      `awk 'BEGIN { for (i = 0; i < ${files}; i++) { d = "data/" int(i / 1000); if (i % 1000 == 0) system("mkdir -p " d);
      f = d "/" i; printf "%01024d", i > f; close(f) } }'`,
  },
  {
    name: `${mib} MiB in ${BIG_FILES} files`,
    make: `mkdir -p data; for i in $(seq ${BIG_FILES}); do head -c $((${mib} * 1048576 / ${BIG_FILES})) /dev/zero |
      openssl enc -aes-128-ctr -K 0011223344556677889900112233445$i -iv 00 2>/dev/null >data/$i; done`,
  },
];

const rows: Row[] = [];
for (const kind of kinds) {
  for (const data of DATA) {
    for (let run = 0; run < runs; run++) await measure(kind, data);
    await writeTable(); // the rest may take hours
  }
}

async function measure(kind: PlaceKind, data: (typeof DATA)[number]): Promise<void> {
  const top = await Deno.makeTempDir({ prefix: "exp-bench-", dir: Deno.env.get("EXP_BENCH_DIR") ?? "/tmp" });
  const serial = top.split("-").at(-1)!;
  try {
    const programs = [["exp", [EXP, "dvc"]] as const, ...DVC === undefined ? [] : [["DVC", [DVC]] as const]];
    for (const [name, argv] of programs) {
      const folder = await makeProject(`${top}/${name}`, data.make, remoteConfig(kind, `${serial}-${name}`));
      // while exp's cache is whole
      if (name === "exp") {
        await runSteps(kind, data.name, folder, plainRclone(kind, RCLONE, ".dvc/cache", `${serial}-r`));
      }
      const env = { EXP_RCLONE: RCLONE, EXP_SSH: `ssh -F ${Deno.env.get("SFTP_CONFIG")}` };
      await runSteps(kind, data.name, folder, dataTool(name, argv, env));
    }
  } finally {
    await sh(`chmod -R u+w ${top}; rm -rf ${top}`, "/", {});
  }
}

async function makeProject(top: string, make: string, config: string): Promise<string> {
  const folder = `${top}/repo`;
  await Deno.mkdir(`${top}/home/.ssh`, { recursive: true });
  await Deno.mkdir(folder);
  const known = Deno.env.get("SFTP_KNOWN_HOSTS");
  if (known !== undefined) await Deno.copyFile(known, `${top}/home/.ssh/known_hosts`);
  await sh(`git init -q && '${EXP}' dvc init -q && { ${make}\n} && '${EXP}' dvc add -q data`, folder, {});
  await Deno.writeTextFile(`${folder}/.dvc/config.local`, config);
  return folder;
}

async function runSteps(place: PlaceKind, data: string, folder: string, tool: Tool): Promise<void> {
  for (const step of tool.steps) {
    if (step.before !== undefined) await sh(step.before, folder, {});
    const report = await Deno.makeTempFile();
    const timed = `exec /usr/bin/time -o ${report} -f '%e %U %S %M' "$@"`;
    try {
      await sh(timed, folder, tool.env, step.argv);
    } catch (error) { // of the others: DVC gets some objects of some servers with a wrong checksum
      if (tool.name === "exp") throw error;
      console.log(`${place}, ${data}, ${step.name}, ${tool.name}: failed: ${(error as Error).message}`);
      return;
    }
    const [wall = 0, user = 0, system = 0, kib = 0] = (await Deno.readTextFile(report)).trim().split(" ").map(Number);
    await Deno.remove(report);
    rows.push({ place, data, step: step.name, tool: tool.name, wall, cpu: user + system, peakMiB: kib / 1024 });
    console.log(`${place}, ${data}, ${step.name}, ${tool.name}: ${wall} s, CPU ${(user + system).toFixed(2)} s`);
  }
}

async function sh(
  script: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<void> {
  const top = cwd.replace(/\/repo$/, "");
  const { success, stderr } = await new Deno.Command("sh", {
    args: ["-c", script, "sh", ...args],
    cwd,
    env: { HOME: `${top}/home`, DVC_NO_ANALYTICS: "1", DVC_SITE_CACHE_DIR: `${top}/site`, ...env },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`${script} ${args.join(" ")}: ${new TextDecoder().decode(stderr).slice(-1500)}`);
}

/** One for each step of each tool: the median of its runs, by each column; of memory the most. */
function medians(): Row[] {
  const groups = Map.groupBy(rows, ({ place, data, step, tool }) => [place, data, step, tool].join());
  return [...groups.values()].map((group) => ({
    ...group[0]!,
    wall: median(group.map(({ wall }) => wall)),
    cpu: median(group.map(({ cpu }) => cpu)),
    peakMiB: Math.max(...group.map(({ peakMiB }) => peakMiB)),
  }));
}

/** Of a row's seconds, those of another tool for the same step; empty where it has no such step. */
function timesOf(row: Row, all: readonly Row[], tool: string): string {
  const other = all.find((one) =>
    one.tool === tool && one.place === row.place && one.data === row.data && one.step === row.step
  );
  return other === undefined || row.tool !== "exp" ? "" : `${(row.wall / other.wall).toFixed(2)}x`;
}

async function writeTable(): Promise<void> {
  const machine = await describeMachine();
  const when = new Date().toISOString().slice(0, 10);
  const all = medians();
  const cells = (row: Row) => [
    ...[row.place, row.data, row.step, row.tool, row.wall.toFixed(2), row.cpu.toFixed(2), row.peakMiB.toFixed(0)],
    ...[timesOf(row, all, "rclone"), timesOf(row, all, "DVC")],
  ];
  const table = all.map((row) => `| ${cells(row).join(" | ")} |\n`).join("");
  const text = `# Remotes, measured

Made by \`${["sh scripts/bench remotes", ...Deno.args].join(" ")}\` on ${when}: whole processes with their children, the
median of ${runs}, the servers on the same ${machine.cores} cores (${machine.cpu}), load ${
    Deno.loadavg()[0]!.toFixed(1)
  } at the end. Memory: the largest process.
A step that is not there failed. rclone is \`bench/limits/copy_objects.sh\`: what it costs to move the same objects, without
a hash or a work tree; \`fetch\` is what compares with it, \`pull\` also fills the work tree. Why exp takes what it takes:
[notes.md](notes.md#remotes).

| server | data | step | tool | seconds | CPU seconds | MiB | of rclone's seconds | of DVC's |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${table}`;
  await Deno.writeTextFile(Deno.env.get("EXP_BENCH_REPORT") ?? `${ROOT}/bench/remotes.md`, text);
}
