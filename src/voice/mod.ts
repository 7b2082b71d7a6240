/**
 * Puts the engine's faults into words: what `exp` says and advises, what DVC says in its place, and the exit codes of
 * both; and what commands say of what they have done (told.ts). The engine knows none of this; a new release of DVC is a
 * change of these tables.
 */
export { brokenProject } from "./broken_project.ts";
export type { CliFaults, DvcCommand } from "./cli.ts";
export { EXIT_CODE_MEANINGS, EXIT_CODES, SIGNAL_CODES } from "./exit_codes.ts";
export { dvcSays, expSays, sayingOf } from "./say.ts";
export {
  branched,
  cleanedUp,
  cleaningUp,
  collected,
  datasetAdded,
  datasetUpdated,
  downloadedArtifact,
  engineHeadStarted,
  failedInQueue,
  followingQueue,
  frozen,
  hooksInstalled,
  howToOpenAlways,
  importing,
  importUnchanged,
  initialized,
  keepingOnly,
  type Lines,
  neverRecorded,
  noImport,
  noPlots,
  plotModified,
  plotsIncomplete,
  pulledExperiments,
  ranNow,
  ranQueue,
  relinked,
  reproduced,
  shimWritten,
  sidesIncomplete,
  sideUnread,
  type Told,
  upToDate,
  workersStarted,
} from "./told.ts";
