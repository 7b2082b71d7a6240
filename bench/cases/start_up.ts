import { type BenchCase, fasterThanDvc } from "../bench_case.ts";

export const START_UP_CASES: readonly BenchCase[] = [
  {
    name: "version",
    group: "start-up",
    make: () => {},
    exp: ["version"],
    dvc: ["--version"],
    bars: [{ of: "cpu", atMost: 1.2, than: "empty" }, fasterThanDvc(1)],
    headline: true,
    runs: 21,
  },
];
