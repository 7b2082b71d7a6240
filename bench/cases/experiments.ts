import { type Bar, type BenchCase, fasterThanDvc, type Yardstick } from "../bench_case.ts";
import * as projects from "../projects.ts";

const EXPERIMENT = { group: "experiments", make: projects.writeExperiment };
const POINTS_20 = "lr=" + Array.from({ length: 20 }, (_, i) => `0.${i + 10}`).join(",");

/**
 * The processes without which an experiment cannot be recorded: is the index whole, a tree of the files as they are, a
 * commit, a ref. Git's own index is only read.
 *
 * @param stage shell text of what runs first
 */
function gitAlone(stage: string): Yardstick {
  return {
    name: "an empty program, Git's processes and sh",
    sh: `empty; git ls-files --unmerged -z; ${stage}export GIT_INDEX_FILE=.git/limit-index; ` +
      "cp .git/index $GIT_INDEX_FILE; git add -u; git add -- dvc.yaml dvc.lock params.yaml metrics.json; " +
      "commit=$(git commit-tree -m limit -p HEAD $(git write-tree)); git update-ref refs/limit $commit",
  };
}

const AT_GITS_LIMIT: Bar = { of: "cpu", atMost: 1.5, than: "beside" };

export const EXPERIMENT_CASES: readonly BenchCase[] = [
  {
    ...EXPERIMENT,
    name: "exp run of one stage",
    headline: true,
    reset: 'echo $(( $(cat ../n 2>/dev/null || echo 0) + 1 )) > ../n; echo "lr: 0.$(cat ../n)1" > params.yaml; ' +
      "echo 'epochs: 3' >> params.yaml",
    dvc: ["exp", "run"],
    beside: gitAlone("sh -c 'sh train.sh'; "),
    bars: [fasterThanDvc(8), AT_GITS_LIMIT],
  },
  {
    ...EXPERIMENT,
    name: "exp run, nothing changed",
    headline: true,
    prepare: "dvc exp run -q; git add -A; git commit -q -m ran",
    dvc: ["exp", "run"],
    beside: gitAlone(""),
    bars: [fasterThanDvc(8), AT_GITS_LIMIT],
  },
  {
    ...EXPERIMENT,
    name: "queue 20 points",
    headline: true,
    reset: "dvc queue remove -q --queued 2>/dev/null || true",
    dvc: ["exp", "run", "--queue", "-S", POINTS_20],
    bars: [fasterThanDvc(10)],
  },
  {
    ...EXPERIMENT,
    name: "run 20 queued points, 2 at once",
    headline: true,
    reset: `dvc exp remove -q -A 2>/dev/null; aside .dvc/cache; dvc exp run -q --queue -S ${POINTS_20}`,
    dvc: ["exp", "run", "--run-all", "-j", "2"],
    bars: [fasterThanDvc(12)],
    runs: 3,
  },
  {
    ...EXPERIMENT,
    name: "exp show --json of 24 experiments",
    headline: true,
    prepare: "for i in $(seq 10 33); do exp run -q -S lr=0.$i >/dev/null; done",
    dvc: ["exp", "show", "--json"],
    bars: [fasterThanDvc(10)],
  },
  {
    ...EXPERIMENT,
    name: "queue status, the first one",
    prepare: "dvc exp run -q --queue -S lr=0.5,0.6",
    reset: "aside ../site",
    dvc: ["queue", "status"],
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
    bars: [{ of: "wall", atMost: 1 }],
    runs: 3,
  },
];
