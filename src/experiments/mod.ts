/** What is done with experiments: run and record, save, apply, send and fetch. Knows neither queue nor place. */
export { applyExperiment, planApply } from "./apply.ts";
export { autoPush } from "./auto_push.ts";
export { executeExperiment } from "./execute.ts";
export type { ExecuteRequest, Finished, StageSettings } from "./execute_request.ts";
export { pullExperiments } from "./pull.ts";
export { type DataTransfer, pushExperiments, removeRemoteExperiments, type TransferRequest } from "./push.ts";
export type { MovedSearches } from "./travelling_searches.ts";
export { saveExperiment } from "./save_experiment.ts";
export type { ExperimentFaults } from "./faults.ts";
