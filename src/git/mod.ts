/**
 * Git by its plumbing: refs in transactions, trees and commits built aside, objects read in batches. The user's HEAD
 * and stash are never written; index and work tree by check_out.ts and tracked.ts alone, which say so.
 */
export { openGit, openGitAt } from "./open.ts";
export { changedSince, checkOutTree, fillWorkTree, resetIndex, stagedAdditions } from "./check_out.ts";
export {
  allCommits,
  annotatedTags,
  changedPaths,
  commitsSince,
  emptyTree,
  firstParents,
  firstParentsSince,
  isAncestor,
  objectIds,
  reflogRevs,
  refsContaining,
} from "./history.ts";
export {
  fetchCommits,
  fetchRefs,
  listRemote,
  pushRefs,
  type RefOutcome,
  remoteNames,
  renameRemoteRef,
} from "./remotes.ts";
export { IMPORT_REFS } from "./fast_import.ts";
export { commitFiles, excludesFile, hasIdentity, initGit, readGitVersion, takesDate } from "./setup.ts";
export { ignoredAmong, isTracked, stageFiles, trackableFiles, trackedFiles, unstageFiles } from "./tracked.ts";
export { findLocks, isAbandoned } from "./locks.ts";
export { findWrongRefs, lacksAlternates, removeWrongRefs } from "./wrong_refs.ts";
export { hooksFolder, mergeTexts, setMergeDriver } from "./hooks.ts";
export { isInWayOf, workTreeState } from "./work_tree_state.ts";
export { cloneBare, fetchContents, openClone, remoteRev, tipOf, updateClone } from "./clone.ts";
export { ObjectCache } from "./object_cache.ts";
export { parseCommit } from "./objects.ts";
export { parseGitTree, TreeParser } from "./parse_tree.ts";
export { withoutRefChanges } from "./planned_refs.ts";
export { inRefFolder } from "./ref_folder.ts";
export { breakDeadLocks, guardRefs } from "./ref_guard.ts";
export { makePrivateFolder, unmergedError } from "./snapshot.ts";
export type {
  CommitInfo,
  CommitSpec,
  Git,
  GitObject,
  GitPlace,
  GitTreeEntry,
  MadeCommit,
  PeeledRef,
  Ref,
  RefUpdate,
  Rev,
  Snapshot,
  TreeChange,
} from "./types.ts";
export type { GitFaults } from "./faults.ts";
