/** Journeys on a real Slurm: each has a cluster of its own, with its own nodes, clocks and limits. */
import { inScenario, type Scenario } from "../support/scenario.ts";
import { removeFolder } from "../support/command.ts";
import { until } from "../support/wait.ts";
import { outputOf, split } from "./output.ts";

export interface Cluster {
  /** The folder of its configuration, logs and spool. */
  readonly folder: string;
  /** `scripts/slurm-local WORDS`: `kill-node n1`, `stop-controller`, … */
  act(words: string): Promise<void>;
  /** One of Slurm's own commands; what it prints. */
  ask(words: string | readonly string[]): Promise<string>;
  /** What squeue lists, elements of arrays one by one. */
  jobs(): Promise<Job[]>;
  /** Waits for what squeue lists. */
  untilJobs(what: string, isTrue: (jobs: readonly Job[]) => boolean, limitMs?: number): Promise<void>;
}

export interface Job {
  /** `12`, or `12_3` */
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly reason: string;
  readonly node: string;
}

export interface ClusterJourney extends Scenario {
  readonly cluster: Cluster;
}

export interface ClusterOptions {
  /** n1, n2, …: default 3, of 2 processors each. */
  readonly nodes?: number;
  /** Lines of slurm.conf. */
  readonly set?: Readonly<Record<string, string | number>>;
  /** Containers may not let even root mount anything: there it is left out, and says so. */
  readonly needsMount?: boolean;
}

const SCRIPT = new URL("../../scripts/slurm-local", import.meta.url).pathname;
/** scripts/test says so where no Slurm can be had. */
const IS_LEFT_OUT = Deno.env.get("EXP_WITHOUT_SLURM") !== undefined;

export function onCluster(
  claim: string,
  body: (journey: ClusterJourney) => Promise<void>,
  options: ClusterOptions = {},
): void {
  const lack = IS_LEFT_OUT
    ? "no Slurm can be had"
    : options.needsMount && !canMount()
    ? "nothing can be mounted"
    : undefined;
  Deno.test({
    name: lack === undefined ? claim : `${claim} (left out: ${lack} here)`,
    ignore: lack !== undefined,
    fn: () => withCluster(options, body),
  });
}

function canMount(): boolean {
  const tries = 'd=$(mktemp -d) && mount -t tmpfs exp-slurm "$d" && umount "$d"; tried=$?; rmdir "$d"; exit $tried';
  return new Deno.Command("sh", { args: ["-c", tries], stderr: "null" }).outputSync().success;
}

async function withCluster(options: ClusterOptions, body: (journey: ClusterJourney) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "exp-slurm-" });
  const cluster = createCluster(`${folder}/c`);
  const settings = Object.entries(options.set ?? {}).map(([name, value]) => `--set ${name}=${value}`);
  try {
    await cluster.act(`up --nodes ${options.nodes ?? 3} ${settings.join(" ")}`);
    const env = { SLURM_CONF: `${cluster.folder}/slurm.conf` };
    await inScenario((scenario) => body({ ...scenario, cluster }), { env });
  } finally {
    await cluster.act("down");
    await removeFolder(folder);
  }
}

export function createCluster(folder: string): Cluster {
  const env = { SLURM_CONF: `${folder}/slurm.conf` };
  const ask = (words: string | readonly string[]) => outputOf(typeof words === "string" ? split(words) : words, env);
  const jobs = async () => {
    const lines = (await ask(["squeue", "-h", "-r", "-t", "all", "-o", "%i|%j|%T|%r|%N"])).trim().split("\n");
    return lines.filter(Boolean).map((line) => {
      const [id = "", name = "", state = "", reason = "", node = ""] = line.split("|");
      return { id, name, state, reason, node };
    });
  };
  return {
    folder,
    act: async (words) => void await outputOf(["sh", SCRIPT, ...split(words), "--folder", folder], {}),
    ask,
    jobs,
    untilJobs: (what, isTrue, limitMs) => until(what, async () => isTrue(await jobs()), undefined, limitMs),
  };
}
