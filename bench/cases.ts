/** What is measured. A case's project is made once a tool; `reset` brings it back before every run. */
import * as projects from "./projects.ts";

export interface BenchCase {
  readonly name: string;
  /** Which part of the table it stands in. */
  readonly group: string;
  readonly make: (folder: string) => void;
  /** Shell text that brings the project to where the measurement starts, once; `dvc` and `exp` are on PATH. */
  readonly prepare?: string;
  /** The same, before every run. */
  readonly reset?: string;
  /** Arguments of `dvc` (for exp: of `exp dvc`). */
  readonly dvc?: readonly string[];
  /** Arguments of `exp`, where DVC has no such command: measured alone. */
  readonly exp?: readonly string[];
  /** Shell text measured beside them, such as md5sum. */
  readonly beside?: { readonly name: string; readonly sh: string };
  /** How many times faster than DVC it is to be; or seconds not to be exceeded. */
  readonly goal?: { readonly factor?: number; readonly seconds?: number; readonly besideFactor?: number };
  /** Only with --full: takes minutes or many gigabytes. */
  readonly full?: boolean;
  readonly runs?: number;
  /** No DVC here: it would take too long, and only the curve is wanted. */
  readonly alone?: boolean;
}

const FORGET = "rm -rf dvc.lock .dvc/cache .dvc/tmp";

function chain(stages: number, more: Partial<BenchCase>): BenchCase[] {
  const make = (folder: string) => projects.writeChain(folder, stages);
  const base = { group: "pipelines", make, prepare: "exp dvc repro -q >/dev/null", goal: { factor: 10 }, ...more };
  return [
    { ...base, name: `status, ${stages} stages, nothing changed`, dvc: ["status"] },
    { ...base, name: `repro, ${stages} stages, nothing changed`, dvc: ["repro"] },
  ];
}

function manyFiles(files: number, more: Partial<BenchCase>): BenchCase[] {
  const make = (folder: string) => projects.writeManyFiles(folder, files);
  const count = files.toLocaleString("en");
  const base = { group: "many files", make, ...more };
  const added = "sh make.sh; exp dvc add -q data; exp dvc repro -q";
  const checkouts = ["copy", "hardlink", "symlink", "reflink"].map((type): BenchCase => ({
    ...base,
    name: `${count} files: checkout after removal, ${type}`,
    prepare: `${added}; exp dvc config cache.type ${type},copy`,
    reset: "rm -rf data",
    dvc: ["checkout", "data.dvc"],
  }));
  return [
    {
      ...base,
      name: `${count} files: first add`,
      prepare: "sh make.sh",
      reset: `chmod -R u+w data; rm -rf data data.dvc .gitignore ../site; ${FORGET}; sh make.sh`,
      dvc: ["add", "-q", "data"],
      goal: { factor: 5 },
    },
    { ...base, name: `${count} files: status, nothing changed`, prepare: added, dvc: ["status"], goal: { factor: 10 } },
    {
      ...base,
      name: `${count} files: one touched`,
      prepare: added,
      reset: "touch data/0/7",
      dvc: ["status"],
      goal: { factor: 10 },
    },
    {
      ...base,
      name: `${count} files: one changed`,
      prepare: `${added}; mv data/0/7 kept; cp kept data/0/7`,
      reset: "date +%s%N > data/0/7",
      dvc: ["add", "-q", "data"],
    },
    ...checkouts,
  ];
}

function bigFile(gib: number, more: Partial<BenchCase>): BenchCase[] {
  const make = (folder: string) => projects.writeBigFile(folder, gib);
  const base = { group: "big file", make, beside: { name: "md5sum", sh: "md5sum big.bin" }, ...more };
  return [
    {
      ...base,
      name: `${gib} GiB: first run`,
      prepare: "sh make.sh",
      reset: `rm -rf count .gitignore ../site; ${FORGET}`,
      dvc: ["repro"],
      goal: { besideFactor: 1.15 },
    },
    {
      group: base.group,
      make,
      ...more,
      name: `${gib} GiB: nothing changed`,
      prepare: "sh make.sh; dvc repro -q; dvc repro -q",
      dvc: ["repro"],
      goal: { factor: 10 },
    },
  ];
}

const EXPERIMENT = { group: "experiments", make: projects.writeExperiment };
const POINTS_20 = "lr=" + Array.from({ length: 20 }, (_, i) => `0.${i + 10}`).join(",");

export const CASES: readonly BenchCase[] = [
  { name: "version", group: "start-up", make: () => {}, dvc: ["--version"], goal: { factor: 10 } },
  ...chain(1, {}),
  ...chain(100, {}),
  ...chain(1000, { goal: { factor: 10, seconds: 0.5 }, runs: 3 }),
  ...chain(10_000, { alone: true, full: true, runs: 3 }),
  {
    name: "first repro of a chain of 100 one-line stages",
    group: "pipelines",
    make: (folder) => projects.writeChain(folder, 100),
    reset: `find . -maxdepth 1 -name 'f[1-9]*' -delete; rm -rf .gitignore ../site; ${FORGET}`,
    dvc: ["repro"],
    goal: { factor: 12 },
    runs: 3,
  },
  ...manyFiles(2_000, { alone: true, full: true }),
  ...manyFiles(20_000, {}),
  ...manyFiles(200_000, { full: true, runs: 3 }),
  ...bigFile(1, { runs: 3 }),
  ...bigFile(8, { full: true, runs: 1 }),
  ...[1, 2, 8].map((jobs): BenchCase => ({
    name: `50 stages of sleep 0.2, ${jobs} at once`,
    group: "parallel stages",
    make: (folder) => projects.writeSleepers(folder, 50),
    reset: `rm -f o*; rm -rf .gitignore; ${FORGET}`,
    exp: ["repro", "-j", String(jobs)],
    runs: 3,
  })),
  {
    ...EXPERIMENT,
    name: "exp run of one stage",
    reset: 'echo $(( $(cat ../n 2>/dev/null || echo 0) + 1 )) > ../n; echo "lr: 0.$(cat ../n)1" > params.yaml; ' +
      "echo 'epochs: 3' >> params.yaml",
    dvc: ["exp", "run"],
    goal: { factor: 8 },
  },
  {
    ...EXPERIMENT,
    name: "exp run, nothing changed",
    prepare: "dvc exp run -q; git add -A; git commit -q -m ran",
    dvc: ["exp", "run"],
    goal: { factor: 8 },
  },
  {
    ...EXPERIMENT,
    name: "queue 20 points",
    reset: "dvc queue remove -q --queued 2>/dev/null || true",
    dvc: ["exp", "run", "--queue", "-S", POINTS_20],
    goal: { factor: 10 },
  },
  {
    ...EXPERIMENT,
    name: "run 20 queued points, 2 at once",
    reset: `dvc exp remove -q -A 2>/dev/null; rm -rf .dvc/cache; dvc exp run -q --queue -S ${POINTS_20}`,
    dvc: ["exp", "run", "--run-all", "-j", "2"],
    goal: { factor: 12 },
    runs: 3,
  },
  {
    ...EXPERIMENT,
    name: "exp show --json of 24 experiments",
    prepare: "for i in $(seq 10 33); do exp run -q -S lr=0.$i >/dev/null; done",
    dvc: ["exp", "show", "--json"],
    goal: { factor: 10 },
  },
  {
    ...EXPERIMENT,
    name: "queue status, the first one",
    prepare: "dvc exp run -q --queue -S lr=0.5,0.6",
    reset: "rm -rf ../site",
    dvc: ["queue", "status"],
  },
  {
    ...EXPERIMENT,
    name: "queue 1,000 points",
    reset: "exp queue remove -q --queued 2>/dev/null || true",
    exp: ["run", "--queue", "-S", "epochs=range(1,1001)"],
    goal: { seconds: 3 },
    runs: 3,
  },
  {
    ...EXPERIMENT,
    name: "exp show --json of 5,000 experiments",
    // the experiments are copies of one commit with other parameters, made by Git alone
    prepare: "exp run -q -n seed >/dev/null; base=$(git rev-parse HEAD); " +
      "ref=$(git for-each-ref --format='%(refname)' refs/exps | grep /seed$); " +
      'i=1; while [ $i -lt 5000 ]; do printf "lr: 0.1\\nepochs: $i\\n" > ../p; ' +
      'printf "commit ${ref%/seed}/e$i\\ncommitter A <a@b.c> 1700000000 +0000\\ndata 6\\ndvc: e\\nfrom $ref^0\\n' +
      'M 100644 inline params.yaml\\ndata $(wc -c < ../p)\\n"; cat ../p; echo; i=$((i+1)); done | git fast-import --quiet; ' +
      "exp show --json >/dev/null",
    exp: ["show", "--json"],
    goal: { seconds: 1 },
    runs: 3,
  },
];
