/**
 * From a request (`-S`, `--name`, targets) to entries: stash commits that hold the workspace with the parameters set and
 * all that a run needs, wherever it runs. A run in the workspace edits its parameter files here.
 */
export { changedData } from "./changed_data.ts";
export { checkEdited, dataOfPoints } from "./edited_project.ts";
export { folderSource, projectConfigs } from "./hydra_config.ts";
export { placeKeptOut } from "./kept_out.ts";
export { editWorkspace, TreeEditor, withoutEditing } from "./param_files.ts";
export {
  experimentEnv,
  type ExperimentPlan,
  planExperiments,
  type Point,
  refuseOddDates,
  refuseTaken,
  refuseUnmerged,
  requireHead,
  stashPoints,
} from "./prepare.ts";
export { readEntries, reproDatPath, reservedNames } from "./read_entries.ts";
export { encodeReproDat, REPRO_DAT } from "./repro_dat.ts";
export { DEFAULT_CHOICES, type Entry, type ExperimentRequest, type ReproChoices } from "./request.ts";
export { dropStrayDat } from "./stray_dat.ts";
export { checkTargets } from "./targets.ts";
export type { EntryFaults } from "./faults.ts";
