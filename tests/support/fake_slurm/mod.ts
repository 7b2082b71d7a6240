/**
 * A Slurm for tests: `sbatch squeue scontrol scancel sacct` that answer as version 22.05 does, before a controller in
 * this process whose clock stands still until a test moves it, and which fails on demand.
 */
import { type Answer, type Call, refused } from "./call.ts";
import { type ClusterSize, Controller, DEFAULT_SIZE, type Nodes } from "./controller.ts";
import { Door } from "./door.ts";
import type { Job } from "./job.ts";
import { type Accounting, sacct } from "./sacct.ts";
import { sbatch, type SiteRules } from "./sbatch.ts";
import { scancel } from "./scancel.ts";
import { scontrol } from "./scontrol.ts";
import { ScriptNodes } from "./script_nodes.ts";
import { squeue } from "./squeue.ts";

export { type Job, jobName } from "./job.ts";
export type { Call } from "./call.ts";
export type { Nodes } from "./controller.ts";

export interface FakeSlurmOptions extends Partial<ClusterSize>, Partial<SiteRules> {
  /** Each node has its own host name, where the machine allows it. */
  readonly hasHostNames?: boolean;
  /** Where the programs are put, which is to be the first folder of PATH; default: `bin` in its own. */
  readonly bin?: string;
  /** What takes the place of processes. */
  readonly nodesOf?: (slurm: FakeSlurm) => Nodes;
}

const NO_CONTROLLER = "Unable to contact slurm controller (connect failure)";

/** Words with which each program says that nobody answers. */
const UNREACHABLE: Readonly<Record<string, readonly [string, number]>> = {
  sbatch: [`sbatch: error: Batch job submission failed: ${NO_CONTROLLER}`, 1],
  squeue: [`slurm_load_jobs error: ${NO_CONTROLLER}`, 1],
  scontrol: [`slurm_load_ctl_conf error: ${NO_CONTROLLER}`, 1],
  scancel: [`scancel: error: Kill job error: ${NO_CONTROLLER}`, 8],
};

export class FakeSlurm implements AsyncDisposable {
  readonly controller: Controller;
  readonly bin: string;
  /** All calls that there were. */
  readonly calls: Call[] = [];
  accounting: Accounting = "off";
  isUnreachable = false;
  /** Answers to submissions that will not come back, though the jobs are accepted. */
  lostAnswers = 0;
  /** What the next submissions are refused with, in order. */
  readonly refusals: string[] = [];
  /** What a site's wrapper prints around the answers of sbatch. */
  chatter: { readonly before: string; readonly after: string } = { before: "", after: "" };
  /** Appended to the number of `sbatch --parsable`: `;cluster` */
  suffix = "";
  readonly #site: SiteRules;
  readonly #nodes: Nodes;
  readonly #scripts: ScriptNodes | undefined;
  readonly #door: Door;
  readonly #unexpected: unknown[] = [];

  /** @param folder for its files */
  constructor(folder: string, options: FakeSlurmOptions = {}) {
    this.bin = options.bin ?? `${folder}/bin`;
    Deno.mkdirSync(`${folder}/spool`, { recursive: true });
    this.#site = {
      clusterName: options.clusterName ?? "fake",
      partitions: options.partitions ?? ["main"],
      accounts: options.accounts,
      gres: options.gres ?? ["gpu"],
    };
    if (options.nodesOf === undefined) {
      this.#scripts = new ScriptNodes({
        folder: `${folder}/spool`,
        hasHostNames: options.hasHostNames === true && Deno.uid() === 0,
        onEnd: (...end) => this.ended(...end),
      });
    }
    this.#nodes = this.#scripts ?? options.nodesOf!(this);
    this.controller = new Controller({ ...DEFAULT_SIZE, ...defined(options) }, this.#nodes);
    this.#door = new Door(this.bin, `${folder}/calls`, (call) => this.#answer(call));
  }

  /** Jobs of all that was ever accepted, by the time of their submission. */
  get jobs(): readonly Job[] {
    return this.controller.accounted;
  }

  /** How often a program was called; with these words among its own. */
  count(program: string, ...words: readonly string[]): number {
    return this.calls.filter((call) => call.program === program && words.every((word) => call.words.includes(word)))
      .length;
  }

  ended(job: Job, life: number, exitCode: number, signal: number): void {
    this.controller.ended(job, life, exitCode, signal);
  }

  #answer(call: Call): Answer {
    this.calls.push(call);
    try {
      return this.#dispatch(call);
    } catch (error) {
      this.#unexpected.push(error);
      return refused(`${call.program} ${call.words.join(" ")} is not imitated`, 70);
    }
  }

  #dispatch(call: Call): Answer {
    const { program, words } = call;
    const unreachable = UNREACHABLE[program];
    if (this.isUnreachable && unreachable !== undefined) return refused(...unreachable);
    switch (program) {
      case "sbatch":
        return this.#submit(call);
      case "squeue":
        return squeue(this.controller, call);
      case "scontrol":
        return scontrol(this.controller, this.#site, words);
      case "scancel":
        return scancel(this.controller, this.#nodes, words);
      case "sacct":
        return sacct(this.controller, this.accounting, words);
      default:
        throw new Error(`${program} is not imitated`);
    }
  }

  #submit(call: Call): Answer {
    const refusal = this.refusals.shift();
    if (refusal !== undefined) return refused(refusal);
    const answer = sbatch(this.controller, this.#site, call);
    if (answer.code !== 0) return answer;
    if (this.lostAnswers > 0) {
      this.lostAnswers--;
      return refused("sbatch: error: Batch job submission failed: Socket timed out on send/recv operation");
    }
    const { before, after } = this.chatter;
    return { ...answer, out: before + answer.out.replace(/\n$/, `${this.suffix}\n`) + after };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.controller.blockedBy = "the test is over";
    await this.#scripts?.end();
    await this.#door[Symbol.asyncDispose]();
    if (this.#unexpected.length > 0) throw this.#unexpected[0];
  }
}

function defined(options: FakeSlurmOptions): Partial<ClusterSize> {
  const names = Object.keys(DEFAULT_SIZE) as (keyof ClusterSize)[];
  return Object.fromEntries(names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]));
}
