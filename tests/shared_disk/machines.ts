/**
 * Several machines that share a folder, on this one: each with its own name, its own processes (its number 17 is nobody
 * else's), its own locks, and a view of the folder (FUSE) that goes for some seconds by what it saw before, names that were
 * not there included. A real NFS does no more; and its client looks again in a folder that it has changed itself, which
 * this one does not. The folder has the same path everywhere.
 */
import { EXP_BIN } from "../support/scenario.ts";
import { exists, removeFolder, runCommand, type TestResult } from "../support/command.ts";
import { until } from "../support/wait.ts";

/** So long a machine believes what it saw: which names there are, and which are not. */
const NAMES_S = 20;
/** … and how long a file is. NFS asks the server whenever a file is opened. */
const SIZES_S = 1;

export interface Machine {
  /** Runs a shell's text in the repository; fails the test on another exit code. */
  sh(text: string, options?: { readonly code?: number | "any" }): Promise<string>;
  /** Pulls the plug: all of its processes are gone at once, its locks too. */
  die(): Promise<void>;
}

export interface Cluster {
  /** The repository as it is, seen by no machine's view. */
  readonly disk: string;
  start(name: string): Promise<Machine>;
}

interface ClusterTest {
  (cluster: Cluster): Promise<void>;
}

const lacks = whatLacks();
if (lacks !== undefined) console.log(`NOT TESTED: no folder that several machines share has been tried: ${lacks}`);

/** A test on machines of their own; where none can be had it is left out. */
export function onCluster(claim: string, body: ClusterTest): void {
  Deno.test({ name: claim, ignore: lacks !== undefined, fn: () => inCluster(body) });
}

async function inCluster(body: ClusterTest): Promise<void> {
  const around = await Deno.realPath(await Deno.makeTempDir({ prefix: "exp-machines-" }));
  for (const folder of ["disk", "shared", "home"]) Deno.mkdirSync(`${around}/${folder}`);
  const machines: Machine[] = [];
  try {
    await body({
      disk: `${around}/disk`,
      async start(name) {
        const machine = await startMachine(around, name);
        machines.push(machine);
        return machine;
      },
    });
  } finally {
    for (const machine of machines) await machine.die();
    await removeFolder(around);
  }
}

/** Its first process; with that all others of its namespace end. It takes care of those that nobody waits for. */
const INIT = `
hostname "$1"
mount --make-rprivate /
bindfs -o entry_timeout=${NAMES_S},negative_timeout=${NAMES_S},attr_timeout=${SIZES_S} "$2/disk" "$2/shared" || exit 1
echo ready >"$2/$3"
sleep 1000000 &
wait`;

async function startMachine(around: string, name: string): Promise<Machine> {
  const ready = `ready-${name}-${crypto.randomUUID()}`;
  const namespaces = new Deno.Command("unshare", {
    args: ["--uts", "--mount", "--pid", "--fork", "--mount-proc", "sh", "-c", INIT, "sh", name, around, ready],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  await until(`${name} has started`, () => exists(`${around}/${ready}`), namespaces.status);
  const [init] = Deno.readTextFileSync(`/proc/${namespaces.pid}/task/${namespaces.pid}/children`).trim().split(" ");
  return {
    async sh(text, { code = 0 } = {}) {
      const result = await runCommand({
        argv: [...["nsenter", "--uts", "--mount", "--pid", "-t", init!], "sh", "-c", `cd '${around}/shared'\n${text}`],
        cwd: around,
        env: environment(around),
      });
      if (code !== "any" && result.code !== code) throw new Error(described(name, text, result));
      return result.stdout + result.stderr;
    },
    async die() {
      try {
        Deno.kill(Number(init), "SIGKILL");
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error; // it is dead
      }
      await namespaces.status;
    },
  };
}

function environment(around: string): Record<string, string> {
  return {
    PATH: `${EXP_BIN.slice(0, EXP_BIN.lastIndexOf("/"))}:/usr/local/bin:/usr/bin:/bin`,
    HOME: `${around}/home`,
    LANG: "C.UTF-8",
    GIT_CONFIG_NOSYSTEM: "1",
    ...Object.fromEntries(
      ["AUTHOR", "COMMITTER"].flatMap((who) => [[`GIT_${who}_NAME`, "Ada"], [`GIT_${who}_EMAIL`, "ada@example.com"]]),
    ),
  };
}

function described(name: string, text: string, { code, stdout, stderr, timedOut }: TestResult): string {
  return `${name}: ${text}\nexit code ${code}${timedOut ? ", out of time" : ""}\n${stdout}${stderr}`;
}

function whatLacks(): string | undefined {
  if (!exists("/dev/fuse")) return "no FUSE here";
  const tries = [["bindfs", "--version"], ["unshare", "--uts", "--mount", "--pid", "--fork", "true"], [
    "nsenter",
    "--version",
  ]];
  for (const [program, ...args] of tries) {
    try {
      if (!new Deno.Command(program!, { args, stdout: "null", stderr: "null" }).outputSync().success) {
        return `${program} ${args[0]} is refused`;
      }
    } catch {
      return `no ${program} here`;
    }
  }
  return undefined;
}
