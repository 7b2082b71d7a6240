/**
 * The edge: files, processes, clock, randomness, environment. The only room that uses `Deno.*` and `node:`.
 *
 * Everything above is given a {@link Host}. File operations are synchronous: they are many and small, and a
 * synchronous call costs a quarter of an awaited one; long-running commands are asynchronous.
 */
export { createHost, type Host } from "./host.ts";
export type { HostFaults } from "./faults.ts";
export type { AppendedFile, CopyNews, DirEntry, FileGlance, FileLock, FileStat, HostFs, WriteOptions } from "./fs.ts";
export type { GroupWitness } from "./group_witness.ts";
export type { Command, OutputFile, RunningCommand, SpawnCommand } from "./process.ts";
export { isBrokenPipe, isInTheWay, isMissing, MachineError, refusalOf } from "./machine_error.ts";
export { readAsset } from "./asset.ts";
export { withoutWrites } from "./planned_fs.ts";
export { listPages, readPage } from "./pages.ts";
export { watchFolders } from "./folder_watch.ts";
export { gitMissing } from "./git_start.ts";
export { hearEnding } from "./hear_ending.ts";
export { leave, onStrayError } from "./leave.ts";
export { digestOf, startDigest } from "./digest.ts";
export type { Database } from "./sqlite.ts";
export { serveThread, type Thread, type ThreadPermissions } from "./thread.ts";
export { redirectReads } from "./redirect.ts";
export { makeScratchFolder, sweepScratch } from "./scratch_folder.ts";
export { inTemporaryFolder, temporaryFolders } from "./temp_folder.ts";
export { probePermissions } from "./probe.ts";
export { LARGE_COPY_BYTES } from "./large_copy.ts";
export { hasDied, markLine, processMark, readMark } from "./process_mark.ts";
export type { Random } from "./random.ts";
export type { Terminal, TerminalSize } from "./terminal.ts";
