import { type BenchCase, fasterThanDvc } from "../bench_case.ts";
import * as projects from "../projects.ts";

const FORGET = "aside dvc.lock .dvc/cache .dvc/tmp ../site";

function chain(stages: number, more: Partial<BenchCase>): BenchCase[] {
  const make = (folder: string) => projects.writeChain(folder, stages);
  const base = { group: "pipelines", make, prepare: "exp dvc repro -q >/dev/null", bars: [fasterThanDvc(10)], ...more };
  const count = `${stages.toLocaleString("en")} ${stages === 1 ? "stage" : "stages"}`;
  return ["status", "repro"].map((command) => ({
    ...base,
    name: `${command} of ${count}, nothing changed`,
    dvc: [command],
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
  ...[1, 2, 8].map((jobs): BenchCase => ({
    name: `50 stages of sleep 0.2, ${jobs} at once`,
    group: "parallel stages",
    make: (folder) => projects.writeSleepers(folder, 50),
    reset: `aside o* .gitignore; ${FORGET}`,
    ...(jobs === 1 ? { dvc: ["repro"] } : { exp: ["repro", "-j", String(jobs)] }),
    runs: 3,
  })),
];
