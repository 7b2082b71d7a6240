/** What is compared: a hundred tasks that do next to nothing, as each tool would have them. */

export interface ClusterTool {
  readonly name: string;
  /** Files of its project, by path. */
  readonly files: (tasks: number) => Readonly<Record<string, string>>;
  /** Shell text, before the clock starts. */
  readonly prepare: string;
  /** Shell text: from nothing submitted to everything collected. */
  readonly run: (tasks: number) => string;
  /** Shell text that prints how many results there are. */
  readonly count: string;
  /** How often it is measured, of which the median counts. */
  readonly rounds: number;
}

const STAGE = `stages:
  one:
    cmd: echo \${n} >out.txt
    params: [n]
    outs: [out.txt]
`;

function exp(name: string, drain: string): ClusterTool {
  return {
    name,
    files: () => ({ "dvc.yaml": STAGE, "params.yaml": "n: 0\n", ".gitignore": "/out.txt\n" }),
    prepare: "git init -q -b main && exp init -q && git add -A && git commit -q -m start",
    run: (tasks) => `exp run --queue -q -S 'n=range(1,${tasks + 1})' && exp queue drain --executor slurm ${drain}`,
    count: "git for-each-ref refs/exps | grep -cE 'refs/exps/[0-9a-f]{2}/'",
    rounds: 3,
  };
}

const SUBMITIT = `import sys, submitit
def task(n): return n
executor = submitit.AutoExecutor(folder="log/%j")
executor.update_parameters(timeout_min=10, slurm_array_parallelism=256)
jobs = executor.map_array(task, range(int(sys.argv[1])))
print(len({job.result() for job in jobs}), file=open("results", "w"))
`;

const SNAKEFILE = (tasks: number) =>
  `rule all:
    input: expand("out/{n}.txt", n=range(${tasks}))
rule one:
    output: "out/{n}.txt"
    shell: "echo {wildcards.n} >{output}"
`;

/** The kindest settings: no account to be guessed, the first look after one second, memory that is enough. */
const SNAKEMAKE = `snakemake --executor slurm --jobs 256 --quiet --slurm-no-account --slurm-status-command squeue ` +
  `--slurm-init-seconds-before-status-checks 1 --default-resources runtime=10 mem_mb=1500 cpus_per_task=1`;

function snakemake(name: string, options: string): ClusterTool {
  return {
    name,
    files: (tasks) => ({ "Snakefile": SNAKEFILE(tasks) }),
    prepare: "true",
    run: () => `${SNAKEMAKE} ${options}`,
    count: "ls out | wc -l",
    rounds: 1,
  };
}

export const TOOLS: readonly ClusterTool[] = [
  exp("exp", ""),
  exp("exp --pack 20", "--pack 20"),
  {
    name: "submitit 1.5.4",
    files: () => ({ "go.py": SUBMITIT }),
    prepare: "true",
    run: (tasks) => `submitit-python go.py ${tasks}`,
    count: "cat results",
    rounds: 3,
  },
  snakemake("Snakemake 9.27.1, slurm plugin 2.8.0", ""),
  snakemake("Snakemake, --slurm-array-jobs=all", "--slurm-array-jobs=all"),
  {
    name: "nothing but sbatch --array",
    files: () => ({
      "one.sh": "#!/bin/sh\n#SBATCH -o /dev/null\necho $SLURM_ARRAY_TASK_ID >out/$SLURM_ARRAY_TASK_ID\n",
    }),
    prepare: "mkdir out",
    run: (tasks) => `sbatch --wait --array=0-${tasks - 1} one.sh`,
    count: "ls out | wc -l",
    rounds: 3,
  },
];
