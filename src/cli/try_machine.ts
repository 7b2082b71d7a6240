/** What `self-test` asks of a machine before anything runs there: a shell, a folder, space, links, locks. */
import {
  type FileLock,
  type Host,
  inTemporaryFolder,
  MachineError,
  makeScratchFolder,
  temporaryFolders,
} from "../host/mod.ts";
import { formatBytes } from "../ui/mod.ts";
import { fileSystemOf, type Finding, freeBytesOf, probeLinks } from "../workspace/mod.ts";

/** What the trial's repository, its cache and two checkouts take. */
const NEEDED_BYTES = 8 << 20;

export function tryShell({ processes }: Host): Finding {
  const name = "shell";
  try {
    const { stdout } = processes.runSync({ program: "sh", args: ["-c", 'printf %s "$((6 * 7))"'], cwd: "/" });
    if (new TextDecoder().decode(stdout) === "42") return { name, state: "ok", text: "shell: sh runs commands" };
  } catch {
    // told below, whatever it was
  }
  return { name, state: "bad", text: "shell: sh does not run commands", hint: "have sh on PATH" };
}

/** A folder for the trial, to be removed by the caller; undefined when no temporary folder takes one. */
export function makeTrialFolder(host: Host): { readonly path: string | undefined; readonly finding: Finding } {
  const name = "temporary-folder", prefix = "exp-self-test-", candidates = temporaryFolders(host.env);
  try {
    const path = inTemporaryFolder(candidates, (parent) => makeScratchFolder(host, parent, prefix), host.cwd);
    const taken = candidates.findIndex((parent) => path.startsWith(`${parent}/${prefix}`));
    const refused = taken === -1 ? candidates : candidates.slice(0, taken);
    const text = `temporary folder: ${path}`;
    if (refused.length === 0) return { path, finding: { name, state: "ok", text } };
    return {
      path,
      finding: { name, state: "warn", text: `${text}, for nothing can be made in ${refused.join(", ")}` },
    };
  } catch (error) {
    if (!(error instanceof MachineError)) throw error;
    const text = `temporary folder: nothing can be made in ${candidates.join(", ")}`;
    return { path: undefined, finding: { name, state: "bad", text, hint: "TMPDIR=FOLDER exp self-test" } };
  }
}

export function trySpace(host: Host, folder: string): Finding {
  const name = "space", free = refusable(() => freeBytesOf(host, folder));
  if (free === undefined) return { name, state: "warn", text: "free space: df does not tell" };
  const text = `free space: ${formatBytes(free)} (${fileSystemOf(host, folder) ?? "of a file system without a name"})`;
  if (free >= NEEDED_BYTES) return { name, state: "ok", text };
  return { name, state: "bad", text, hint: `make room: ${formatBytes(NEEDED_BYTES)} are needed` };
}

export function tryLinks(host: Host, folder: string): Finding {
  const name = "links", works = refusable(() => probeLinks(host, folder, folder)) ?? [];
  const text = `links that work here: ${works.join(", ") || "none"}`;
  return works.includes("copy") ? { name, state: "ok", text } : { name, state: "bad", text, hint: "exp doctor" };
}

/** Both kinds: that of DVC's lock file, and that of our own. */
export async function tryLocks({ fs }: Host, folder: string): Promise<Finding> {
  const name = "locks", hint = "put the project on another disk";
  const held: (FileLock | undefined)[] = [];
  try {
    held.push(await fs.lock(`${folder}/lock`, { exclusive: true, timeoutMs: 10_000 }));
    held.push(await fs.lock(`${folder}/lock`, { exclusive: true, timeoutMs: 100 }));
    held.push(fs.tryLock(`${folder}/own-lock`), fs.tryLock(`${folder}/own-lock`));
  } catch (error) {
    if (!(error instanceof MachineError)) throw error;
    return { name, state: "bad", text: `locks: ${error.message}`, hint };
  } finally {
    for (const lock of held) lock?.release();
  }
  const isRight = held.map((lock) => lock !== undefined).join() === "true,false,true,false";
  if (isRight) return { name, state: "ok", text: "locks: who comes second waits" };
  return { name, state: "bad", text: "locks: nobody gets one, or two the same at once", hint };
}

/** @returns undefined when the machine refuses */
function refusable<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof MachineError) return undefined;
    throw error;
  }
}
