import type { BenchCase } from "../bench_case.ts";
import * as projects from "../projects.ts";

const QUEUE = { group: "queue and many experiments", make: projects.writeTrivial };
/** The stage has run once, as in any project that somebody works with: git knows its results. */
const RAN = "exp repro -q; git add -A; git commit -q -m ran";
/** Without `exp queue remove`, which asks before it removes anything, and would slow the file system down. */
const CLEARED = "aside .dvc/tmp/exp .dvc/tmp/exps .git/refs/exps .git/logs/refs/exps .dvc/cache";
const MOST_CPU_A_TASK = 0.04;

const drains = [200, 2000].map((count): BenchCase => ({
  ...QUEUE,
  name: `queue drain -j 2, ${count.toLocaleString("en")} trivial tasks`,
  prepare: RAN,
  reset: `${CLEARED}; exp run -q --queue -S "n=range(1,${count + 1})" >/dev/null`,
  exp: ["queue", "drain", "-q", "-j", "2"],
  beside: {
    name: "their git processes and shells alone",
    sh: `limit tasks ${count}`,
    reset: "aside .git/refs/limit",
  },
  bars: [{ of: "cpu", atMost: count * MOST_CPU_A_TASK }],
  curve: { of: "queue drain -j 2", size: count },
  runs: 3,
  ...count > 200 ? { full: true } : {},
}));

const NO_SEARCH = `${CLEARED} .git/refs/exp-search .git/logs/refs/exp-search`;

/** The drain chooses its tasks by itself, one after the other. */
const SEARCH: BenchCase = {
  ...QUEUE,
  name: "queue drain -j 2, 1,000 trials of a search",
  prepare: RAN,
  reset: `${NO_SEARCH}; exp search new -q t -S 'n=interval(0,1)' --metric metrics.yaml:n --trials 1000`,
  exp: ["queue", "drain", "-q", "-j", "2"],
  beside: {
    name: "the same of 1,000 queued points",
    sh: "exp queue drain -q -j 2",
    reset: `${NO_SEARCH}; exp run -q --queue -S "n=range(1,1001)" >/dev/null`,
  },
  bars: [{ of: "wall", atMost: 1.25, than: "beside" }],
  runs: 3,
  full: true,
};

/** Experiments as exp makes them, each with its own parameter, metric and lock, by Git alone. */
const EXPERIMENTS = `
function file(name, text) { printf "M 100644 inline %s\\ndata %d\\n%s\\n", name, length(text), text }
BEGIN {
  while ((getline line < "dvc.lock") > 0) lock = lock line "\\n"
  for (i = 0; i < 10000; i++) {
    printf "commit %s/e%d\\ncommitter A <a@b.c> %d +0000\\ndata 6\\ndvc: e\\nfrom %s\\n", folder, i, 1700000000 + i, head
    own = lock
    sub(/md5: [0-9a-f]+/, sprintf("md5: %032x", i), own)
    sub(/ n: [0-9]+/, " n: " i, own)
    file("dvc.lock", own)
    file("params.yaml", "n: " i "\\n")
    file("metrics.yaml", "n: " i "\\n")
  }
}`;
const TEN_THOUSAND = `${RAN}; head=$(git rev-parse HEAD); folder=$(echo $head | sed 's|^..|refs/exps/&/|'); ` +
  `awk -v head=$head -v folder=$folder '${EXPERIMENTS}' | git fast-import --quiet; ` +
  "git pack-refs --all; exp show >/dev/null";

const shows = [["show"], ["show", "--json"], ["ls"], ["diff", "e1", "e9999"]].map((args): BenchCase => ({
  ...QUEUE,
  name: `exp ${args[0] === "diff" ? "diff" : args.join(" ")} of 10,000 experiments`,
  prepare: TEN_THOUSAND,
  exp: args,
  bars: [{ of: "wall", atMost: 0.8 }],
  runs: 5,
}));

export const QUEUE_CASES: readonly BenchCase[] = [
  ...drains,
  {
    ...QUEUE,
    name: "queue 1,000 points",
    prepare: RAN,
    reset: CLEARED,
    exp: ["run", "-q", "--queue", "-S", "n=range(1,1001)"],
    bars: [{ of: "wall", atMost: 0.7 }],
    runs: 5,
  },
  ...shows,
  {
    ...QUEUE,
    name: "the first rows of exp show of 10,000 experiments",
    prepare: TEN_THOUSAND,
    sh: "exp show | head -n 3 >../rows && [ -s ../rows ]",
    bars: [{ of: "wall", atMost: 0.3 }],
    runs: 5,
  },
  SEARCH,
];
