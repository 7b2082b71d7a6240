/** Nodes that run the scripts of jobs, each in a session of its own, on this machine. */
import { writeProgram } from "../command.ts";
import type { Nodes } from "./controller.ts";
import type { Job } from "./job.ts";

interface Running {
  readonly pid: number;
  readonly life: number;
  readonly over: Promise<void>;
}

export interface ScriptNodesOptions {
  /** For copies of the scripts. */
  readonly folder: string;
  /** Each node has its own host name: only root can have that. */
  readonly hasHostNames: boolean;
  readonly onEnd: (job: Job, life: number, exitCode: number, signal: number) => void;
}

export class ScriptNodes implements Nodes {
  readonly #running = new Map<Job, Running>();
  readonly #options: ScriptNodesOptions;

  constructor(options: ScriptNodesOptions) {
    this.#options = options;
  }

  start(job: Job): void {
    const { submission } = job;
    const life = job.restarts;
    const copy = `${this.#options.folder}/job${job.ownId}.${life}`;
    writeProgram(copy, submission.text);
    const [out, err] = [outputOf(job, "output"), outputOf(job, "error")];
    const open = submission.options["open-mode"] === "append" ? ">>" : ">";
    const name = this.#options.hasHostNames ? `hostname '${job.node}'` : ":";
    const begin = `${name}; exec "$@" </dev/null ${open}"$OUT_" 2>${err === out ? "&1" : `${open}"$ERR_"`}`;
    const script = ["sh", "-c", `unset OUT_ ERR_; exec "$@"`, "sh", copy, ...submission.arguments];
    const words = ["sh", "-c", begin, "sh", ...script];
    const child = new Deno.Command(this.#options.hasHostNames ? "unshare" : "env", {
      args: this.#options.hasHostNames ? ["--uts", ...words] : words,
      cwd: submission.cwd,
      env: { ...submission.env, ...environmentOf(job), OUT_: out, ERR_: err },
      clearEnv: true,
      stdin: "null",
      stdout: "null",
      stderr: "null",
      detached: true, // its session is there before anybody can signal it
    }).spawn();
    const over = child.status.then(({ code, signal }) => {
      if (this.#running.get(job)?.life === life) this.#running.delete(job);
      const number = signal === null ? 0 : SIGNALS[signal] ?? 1;
      this.#options.onEnd(job, life, signal === null ? code : 0, number);
    });
    this.#running.set(job, { pid: child.pid, life, over });
  }

  signal(job: Job, signal: string, toScriptOnly: boolean): void {
    const running = this.#running.get(job);
    if (running === undefined) return;
    const target = toScriptOnly ? running.pid : `-${running.pid}`;
    const resume = signal === "TERM" ? `kill -s CONT -- ${target};` : "";
    new Deno.Command("sh", { args: ["-c", `${resume} kill -s ${signal} -- ${target}`], stderr: "null" }).outputSync();
  }

  /** Kills all and waits until they are gone. */
  async end(): Promise<void> {
    const all = [...this.#running];
    for (const [job] of all) this.signal(job, "KILL", false);
    await Promise.all(all.map(([, { over }]) => over));
  }
}

const SIGNALS: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGUSR1: 10, SIGTERM: 15 };

/** Where a job's output goes: `%A` `%a` `%j` `%x` `%N` are what they are to Slurm. */
function outputOf(job: Job, option: "output" | "error"): string {
  const { options, name, cwd } = job.submission;
  const whole = job.index === undefined ? "slurm-%j.out" : "slurm-%A_%a.out";
  const pattern = options[option] ?? options["output"] ?? whole;
  const fields: Readonly<Record<string, string>> = {
    A: String(job.id),
    a: String(job.index ?? 4294967294),
    j: String(job.ownId),
    x: name,
    N: job.node ?? "",
    "%": "%",
  };
  const path = pattern.replace(
    /%(\d*)([AajxN%])/g,
    (_, width: string, field: string) => fields[field]!.padStart(Number(width), "0"),
  );
  return path.startsWith("/") ? path : `${cwd}/${path}`;
}

function environmentOf(job: Job): Record<string, string> {
  const { submission } = job;
  const indices = submission.array?.indices;
  return {
    SLURMD_NODENAME: job.node!,
    SLURM_CLUSTER_NAME: "fake",
    SLURM_CPUS_ON_NODE: "1",
    SLURM_JOBID: String(job.ownId),
    SLURM_JOB_ID: String(job.ownId),
    SLURM_JOB_NAME: submission.name,
    SLURM_JOB_NODELIST: job.node!,
    SLURM_JOB_PARTITION: submission.partition,
    SLURM_NODEID: "0",
    SLURM_PROCID: "0",
    SLURM_SUBMIT_DIR: submission.cwd,
    ...(job.restarts === 0 ? {} : { SLURM_RESTART_COUNT: String(job.restarts) }),
    ...(indices === undefined ? {} : {
      SLURM_ARRAY_JOB_ID: String(job.id),
      SLURM_ARRAY_TASK_ID: String(job.index),
      SLURM_ARRAY_TASK_COUNT: String(indices.length),
      SLURM_ARRAY_TASK_MIN: String(indices[0]),
      SLURM_ARRAY_TASK_MAX: String(indices.at(-1)),
    }),
  };
}
