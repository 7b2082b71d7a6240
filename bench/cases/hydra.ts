import type { BenchCase } from "../bench_case.ts";
import * as projects from "../projects.ts";

const START_UP = { name: "exp version", sh: "exp version" };

export const HYDRA_CASES: readonly BenchCase[] = [
  {
    name: "parse 10,000 overrides",
    group: "hydra",
    make: (folder) => projects.writeOverrides(folder, 10_000),
    sh: "exp hydra parse --jsonl < overrides.jsonl > ../answers",
    beside: START_UP,
    bars: [{ of: "wall", atMost: 0.5 }],
  },
  {
    name: "compose 50 configuration files",
    group: "hydra",
    make: (folder) => projects.writeConfigGroups(folder, 49),
    exp: ["hydra", "compose", "group7=other"],
    beside: START_UP,
    bars: [{ of: "wall", atMost: 0.03, beyondStartUp: true }],
  },
];
