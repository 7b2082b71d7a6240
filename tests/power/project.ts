/** The project whose power is cut: one stage that trains for a while, two files of parameters. */
import { copyDisk, type Disk, type Step } from "../support/machine/steps.ts";
import { Machine, type MachineOptions } from "../support/machine/machine.ts";
import type { StageCommands } from "../support/machine/memory_processes.ts";
import { type MemoryProject, memoryProject, projectOn } from "../support/machine/memory_project.ts";

export type Files = Readonly<Record<string, string>>;

const FILES: Files = {
  ".dvc/config": "",
  ".dvc/.gitignore": "/config.local\n/tmp\n/cache\n",
  ".dvcignore": "",
  ".gitignore": "/model.txt\n",
  "params.yaml": "n: 0 # how many\n",
  "more.yaml": "m: 0\n",
  "dvc.yaml": `stages:
  train:
    cmd: train
    params: [n, {more.yaml: [m]}]
    outs: [model.txt]
    metrics:
    - metrics.json: {cache: false}
`,
};

/** What stages did, as numbers of the parameter `n`; they are outside of the machine, and so survive it. */
export type Runs = number[];

function commands(runs: Runs): StageCommands {
  const step = (name: string): StageCommands[string] => ({ write }) => write(`${name}.txt`, `${name}\n`);
  return {
    first: step("first"),
    second: step("second"),
    third: step("third"),
    train({ read, write, print }) {
      const n = Number(/^n: (\d+)/.exec(read("params.yaml"))?.[1]);
      runs.push(n);
      print(`training ${n}\n`);
      write("model.txt", modelOf(n));
      write("metrics.json", `{"n": ${n}}\n`);
    },
    async learn({ env, read, write, exists, tell, giveWay }) {
      const signal = `${env["DVC_ROOT"]}/.dvc/tmp/DVC_CHECKPOINT`;
      const from = exists("model.txt") ? Number(/\d+/.exec(read("model.txt"))) : 0;
      for (let n = from + 1; n <= from + 2; n++) {
        runs.push(n);
        write("model.txt", modelOf(n));
        write("metrics.json", `{"n": ${n}}\n`);
        write(signal, "");
        for (let waits = 0; exists(signal); waits++) {
          if (waits > 1000) return 1;
          await giveWay();
        }
        tell(`checkpoint ${n}`);
      }
      return 0;
    },
  };
}

export function modelOf(n: number): string {
  return `model ${n}\n`.repeat(3);
}

export interface Field {
  readonly project: MemoryProject;
  readonly runs: Runs;
}

export function newField(more: Files = {}): Field {
  const runs: Runs = [];
  return { project: memoryProject({ ...FILES, ...more }, { commands: commands(runs) }), runs };
}

/** The same project on a machine that is started again, a minute later; its chance is not that of the start before. */
export function restarted(disk: Disk, nowMs: number, options: MachineOptions = {}): Field {
  const runs: Runs = [];
  const seed = Math.trunc(nowMs);
  const machine = new Machine({ ...options, disk, nowMs: nowMs + 60_000, seed, commands: commands(runs) });
  return { project: projectOn(machine), runs };
}

/** What a command did to the disk, step by step. */
export interface Recording {
  readonly before: Disk;
  readonly inodes: Disk;
  readonly steps: readonly Step[];
  readonly code: number;
  readonly nowMs: number;
}

export async function recordCommand({ project }: Field, line: string): Promise<Recording> {
  const { machine } = project;
  const before = copyDisk(machine.volume.inodes);
  const from = machine.steps.length;
  const { code } = await project.exp(line);
  return { before, inodes: machine.volume.inodes, steps: machine.steps.slice(from), code, nowMs: machine.nowMs };
}
