import type { BenchCase } from "../bench_case.ts";
import * as projects from "../projects.ts";

const METRICS = 500_000;

/** A run of so many checkpoints, asked for by the signal file; DVC 3 knows none, so `exp` is measured alone. */
function checkpoints(count: number): BenchCase {
  return {
    group: "checkpoints and tracking",
    name: `a run of ${count.toLocaleString("en")} checkpoints`,
    make: (folder) => projects.writeTraining(folder, count),
    exp: ["run", "-q", "--reset"],
    alone: true,
    curve: { of: "checkpoints", size: count },
    bars: [{ of: "wall", atMost: (6 * count + 20) / 100 }],
    runs: 3,
    full: count > 300,
  };
}

export const TRACKING_CASES: readonly BenchCase[] = [
  ...[30, 100, 300, 1000].map(checkpoints),
  {
    group: "checkpoints and tracking",
    name: `log ${METRICS.toLocaleString("en")} metrics through exp track --stdio`,
    make: projects.writeExperiment,
    prepare: `{ echo '{"call":"init"}'; awk 'BEGIN { for (i = 0; i < ${METRICS}; i++) ` +
      `printf "{\\"call\\":\\"log_metric\\",\\"name\\":\\"loss\\",\\"value\\":%g,\\"step\\":%d}\\n", 1 / (i + 1), i }'; ` +
      `echo '{"call":"discard"}'; } > ../calls`,
    sh: "exp track --stdio < ../calls",
    alone: true,
    headline: true,
    bars: [{ of: "wall", atMost: METRICS / 50_000 }],
  },
];
