/**
 * Data: files and folders on one side, content-addressed objects on the other. Hashing (with an index of what was
 * hashed), link types, commit, checkout, `.gitignore` lines, local-directory remotes and garbage collection.
 */
export type { CheckoutChange, DataStore, GitIgnoreKeeper, HashInfo, Observed, TreeEntry } from "./types.ts";
export type { Endable } from "./large_file.ts";
export { type DataStoreOptions, openDataStore, unsavedFault } from "./store.ts";
export { countingMoves, type DataProgress, emitProgress, type TellProgress } from "./progress.ts";
export { type LinkType, linkTypesOf } from "./links.ts";
export { isDirHash, objectPath } from "./object_path.ts";
export { entriesInside, formatTree, parseTree, treeInfo } from "./tree.ts";
export { checksumOf, formatDvcFile, moveDvcFile } from "./dvc_file.ts";
export { gitTracks, openGitIgnoreKeeper } from "./gitignore_lines.ts";
export { byRemote, noRemote, openRemote, transferAll } from "./open_remote.ts";
export { failedFault, unseenFault } from "./failed_fault.ts";
export type {
  CloudState,
  FailedObject,
  ProvedObject,
  Remote,
  RemoteItem,
  RemoteProof,
  Transfer,
  TransferHow,
  Transfers,
} from "./remote.ts";
export { collectGarbage, type Garbage, usedObjects } from "./gc.ts";
export { countOldObjects, migrateCache } from "./migrate_cache.ts";
export { examineCache } from "./examine_cache.ts";
export { examineIncoming } from "./incoming.ts";
export { hashBytes } from "./hash.ts";
export { readStoredTree, storeBytes, storeTree } from "./own_objects.ts";
export type { ObjectId } from "./objects.ts";
export type { DataFaults } from "./faults.ts";
