/** What is measured, in the order of the table. */
import type { BenchCase } from "./bench_case.ts";
import { DATA_CASES } from "./cases/data.ts";
import { EXPERIMENT_CASES } from "./cases/experiments.ts";
import { HYDRA_CASES } from "./cases/hydra.ts";
import { PIPELINE_CASES } from "./cases/pipelines.ts";
import { QUEUE_CASES } from "./cases/queue.ts";
import { START_UP_CASES } from "./cases/start_up.ts";
import { TRACKING_CASES } from "./cases/tracking.ts";

export const CASES: readonly BenchCase[] = [
  ...START_UP_CASES,
  ...PIPELINE_CASES,
  ...DATA_CASES,
  ...EXPERIMENT_CASES,
  ...QUEUE_CASES,
  ...TRACKING_CASES,
  ...HYDRA_CASES,
];
