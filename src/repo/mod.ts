/**
 * The repository: where its root, Git and cache are, what its configuration and `.dvcignore` say, and who may work in
 * it now (lock and rwlock, shared with DVC). Starts no process to find out.
 */
export type { Config, Ignore, Repo } from "./types.ts";
export { findDvcDir, openRepo } from "./open.ts";
export { checkInit, initRepo } from "./init.ts";
export { CONFIG_LEVELS, configFile, type ConfigLevel, createConfig } from "./config.ts";
export { splitSection, urlScheme } from "./config_schema.ts";
export { createIgnore, ignoreReasonText } from "./ignore.ts";
export { findGit } from "./find_git.ts";
export { checkRemovable, innerFolderOf, keptWithin } from "./kept_places.ts";
export { END_ALL, endMarked } from "./marked_processes.ts";
export { endStrays, findStrays, TASK_RUN_VARIABLE } from "./strays.ts";
export { type LockWait, type RepoLock, withRepoLock } from "./repo_lock.ts";
export { type Hold, markRun, type TellHold, withWorkspace } from "./workspace_hold.ts";
export { hasLockJournals, lockJournals, makeOwnFolder, ownFolder } from "./own_folder.ts";
export { becomeOwner, dropOwner, isHere, isStillOwner, lookAfresh, type Owner, readOwner } from "./owners.ts";
export { makeCacheFolder, SHARED_FILE_MODE } from "./shared_folder.ts";
export { leftHalfWritten, removeHalfWritten } from "./half_written.ts";
export { claimPaths, deadClaims, mendClaims } from "./rwlock.ts";
export {
  checkWritableInside,
  isInside,
  joinPath,
  nameOf,
  normalizePath,
  parentOf,
  pathAndFolders,
  pathsOverlap,
  relativeFrom,
  relativeInside,
} from "./paths.ts";
export {
  type ConfigFile,
  editConfig,
  editedConfig,
  listConfig,
  missingOption,
  optionLabel,
  parseOptionName,
  readConfigFile,
  valueForConfig,
} from "./config_store.ts";
export { createGitIgnored } from "./git_ignored.ts";
export type { RepoFaults } from "./faults.ts";
