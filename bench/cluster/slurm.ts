/** The real Slurm of scripts/slurm-local, with what its parts have cost. */
import { CpuGroup } from "./cpu_group.ts";

const SCRIPT = new URL("../../scripts/slurm-local", import.meta.url).pathname;

export class LocalSlurm implements AsyncDisposable {
  /** slurmd, and all that jobs run. */
  readonly nodes = new CpuGroup("nodes");
  readonly controller = new CpuGroup("controller");
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** One node with two processors, as this machine; Snakemake wants jobs to be remembered. @throws where there is no Slurm */
  static async start(folder: string): Promise<LocalSlurm> {
    await act("up", "--nodes", "1", "--set", "DefMemPerCPU=1500", "--set", "MinJobAge=300", "--folder", folder);
    const slurm = new LocalSlurm(folder);
    const pid = (daemon: string) => Number(Deno.readTextFileSync(`${folder}/${daemon}.pid`));
    slurm.nodes.add(pid("slurmd.n1"));
    slurm.controller.add(pid("slurmctld"));
    return slurm;
  }

  get configuration(): string {
    return `${this.#folder}/slurm.conf`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await act("down", "--folder", this.#folder);
    this.nodes[Symbol.dispose]();
    this.controller[Symbol.dispose]();
  }
}

/** The daemons keep what they are given as output open for ever: it is a file. */
async function act(...words: string[]): Promise<void> {
  const said = await Deno.makeTempFile();
  try {
    const script = 'said=$1; shift; exec sh "$@" >"$said" 2>&1 </dev/null';
    const { success } = await new Deno.Command("sh", {
      args: ["-c", script, "sh", said, SCRIPT, ...words],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).output();
    if (!success) throw new Error(`slurm-local ${words.join(" ")}: ${await Deno.readTextFile(said)}`);
  } finally {
    await Deno.remove(said);
  }
}
