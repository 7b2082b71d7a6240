/**
 * The edge: files, processes, clock, randomness, environment. The only room that uses `Deno.*` and `node:`.
 *
 * Everything above is given a {@link Host}. File operations are synchronous: they are many and small, and a
 * synchronous call costs a quarter of an awaited one; long-running commands are asynchronous.
 */
export type { Clock, Environment, Host, Random, Terminal } from "./host.ts";
export { createHost } from "./host.ts";
export type { AppendedFile, DirEntry, FileGlance, FileLock, FileStat, HostFs, WriteOptions } from "./fs.ts";
export type { Command, CommandResult, OutputFile, Processes, RunningCommand, SpawnCommand } from "./process.ts";
export { type Fault, faultOf, isInTheWay } from "./faults.ts";
export { isMissing } from "./fs.ts";
export { gitMissing } from "./git_start.ts";
export { leave } from "./leave.ts";
export { type Digest, digestOf, startDigest } from "./digest.ts";
export type { Database, SqlValue } from "./sqlite.ts";
export { serveThread, type Thread, type ThreadOptions, type ThreadPermissions } from "./thread.ts";
export { redirectReads } from "./redirect.ts";
export { inTemporaryFolder, temporaryFolders } from "./temp_folder.ts";
