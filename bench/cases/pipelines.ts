import { type Bar, type BenchCase, fasterThanDvc, type Yardstick } from "../bench_case.ts";
import * as projects from "../projects.ts";

const LIKE_NINJA: Bar = { of: "wall", atMost: 2.5, than: "beside", beyondStartUp: true };
const FORGET = "aside dvc.lock .dvc/cache .dvc/tmp ../site";

/** The same chain for ninja, which looks at times only. */
function ninja(stages: number): Yardstick {
  const edges = `BEGIN { print "rule sort\\n  command = sort $in > $out"; ` +
    `for (n = 1; n <= ${stages}; n++) print "build f" n ": sort f" n - 1 }`;
  return {
    name: `ninja with ${stages.toLocaleString("en")} edges`,
    needs: "ninja",
    prepare:
      `mkdir -p ../ninja && cp f0 ../ninja && awk '${edges}' >../ninja/build.ninja && ninja -C ../ninja >/dev/null`,
    sh: "ninja -C ../ninja >/dev/null",
  };
}

const first = [1000, 10_000].map((count): BenchCase => ({
  name: `first repro -j 2 of ${count.toLocaleString("en")} stages of one echo`,
  group: "pipelines",
  make: (folder) => projects.writeTinyStages(folder, count),
  reset: `aside o[1-9]* .gitignore; ${FORGET}`,
  exp: ["repro", "-q", "-j", "2"],
  beside: {
    name: "sh started as often",
    sh: `mkdir ../echoes && seq ${count} | xargs -P 2 -I N sh -c "echo N > ../echoes/oN"`,
    reset: "[ ! -e ../echoes ] || aside ../echoes",
  },
  bars: [{ of: "cpu", atMost: 2, than: "beside" }],
  curve: { of: "first repro -j 2, by stages", size: count },
  runs: 3,
  ...count > 1000 ? { full: true } : {},
}));

function chain(stages: number, more: Partial<BenchCase>): BenchCase[] {
  const make = (folder: string) => projects.writeChain(folder, stages);
  const base = { group: "pipelines", make, prepare: "exp dvc repro -q >/dev/null", bars: [fasterThanDvc(10)], ...more };
  const count = `${stages.toLocaleString("en")} ${stages === 1 ? "stage" : "stages"}`;
  return ["status", "repro"].map((command) => ({
    ...base,
    name: `${command} of ${count}, nothing changed`,
    dvc: [command],
    ...(stages >= 1000 && command === "repro" ? { beside: ninja(stages), bars: [...base.bars, LIKE_NINJA] } : {}),
    headline: stages > 1 && base.alone !== true && command === "repro",
    ...(stages === 1 ? {} : { curve: { of: `${command}, nothing changed, by stages`, size: stages } }),
  }));
}

export const PIPELINE_CASES: readonly BenchCase[] = [
  ...chain(1, {}),
  ...chain(100, {}),
  ...chain(1000, { bars: [fasterThanDvc(10), { of: "wall", atMost: 0.5 }], runs: 3 }),
  ...chain(10_000, { alone: true, full: true, runs: 3, bars: [] }),
  {
    name: "first repro of a chain of 100 one-line stages",
    group: "pipelines",
    make: (folder) => projects.writeChain(folder, 100),
    reset: `aside f[1-9]* .gitignore; ${FORGET}`,
    dvc: ["repro"],
    bars: [fasterThanDvc(12)],
    runs: 3,
    headline: true,
  },
  ...first,
  ...[1, 2, 8].map((jobs): BenchCase => ({
    name: `50 stages of sleep 0.2, ${jobs} at once`,
    group: "parallel stages",
    make: (folder) => projects.writeSleepers(folder, 50),
    reset: `aside o* .gitignore; ${FORGET}`,
    ...(jobs === 1 ? { dvc: ["repro"] } : { exp: ["repro", "-j", String(jobs)] }),
    runs: 3,
  })),
];
