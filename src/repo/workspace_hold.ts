import type { FileLock } from "../host/mod.ts";
import { fault } from "./faults.ts";
import { type LockWait, waitForLock } from "./repo_lock.ts";
import { endMarked } from "./marked_processes.ts";
import { makeOwnFolder, ownFolder } from "./own_folder.ts";
import type { Repo } from "./types.ts";

interface HoldOptions {
  /** `run`: alone; `change`: beside others that change, but beside no run. */
  readonly as: "run" | "change";
  /** What is done, for whoever waits; {@link Hold.sign} may tell more. */
  readonly what: string;
  readonly wait: LockWait;
  /** Told once when the wait gets long, and of what a dead run had left. */
  readonly tell?: TellHold;
}

export type TellHold = (text: string, kind: "info" | "warning") => void;

/** The right to change the workspace. The kernel takes it away when the process dies. */
export interface Hold extends Disposable {
  /** For the environment of stages, so that what they start is known as theirs. */
  readonly env: Readonly<Record<string, string>>;
  /** Writes down what is going on. */
  sign(what: string): void;
}

/** Marks all that a run has started, whoever it was started by. */
export const RUN_VARIABLE = "EXP_RUN_ID";

/** Of several machines each ends what is left of its own runs only. */
const RUN_ID = /^[0-9a-f]+(?:@([A-Za-z0-9._-]+))?$/;

/** Who holds the workspace, as written down for others. */
interface Holder {
  readonly pid: number;
  /** Undefined on this machine. */
  readonly elsewhere: string | undefined;
  readonly what: string;
  readonly sinceMs: number;
}

/**
 * One workspace, one run: from before its first edit until its result is recorded nobody else changes the workspace.
 * A command that a running stage calls is part of that run. What a run that died had left running is ended first, for
 * two commands of one stage would spoil each other's outputs.
 *
 * @throws {ExpError} `busy` when somebody else holds it for longer than `wait` says
 */
async function holdWorkspace(repo: Repo, options: HoldOptions): Promise<Hold> {
  makeOwnFolder(repo);
  if (callingRun(repo) !== undefined) return { env: {}, sign() {}, [Symbol.dispose]() {} };
  const lock = await take(repo, options);
  if (lock === undefined) return { env: {}, sign() {}, [Symbol.dispose]() {} };
  return signedHold(repo, options, lock);
}

/** The same while `work` runs. */
export async function withWorkspace<T>(repo: Repo, options: HoldOptions, work: (hold: Hold) => Promise<T>): Promise<T> {
  using hold = await holdWorkspace(repo, options);
  return await work(hold);
}

/** For a run in a place of its own: marks what it starts, and ends what dead runs had left; nobody waits for it. */
export function markRun(repo: Repo, what: string, tell: TellHold): Hold {
  makeOwnFolder(repo);
  const lock = { path: "", release() {} };
  return signedHold(repo, { as: "change", what, wait: "patient", tell }, lock);
}

/** The run that has called this process from inside of a stage; undefined when there is none in this repository. */
export function callingRun(repo: Repo): { readonly pid: number } | undefined {
  const id = repo.host.env.get(RUN_VARIABLE);
  return id !== undefined && RUN_ID.test(id) ? readHolder(repo, `${id}.json`) : undefined;
}

function signedHold(repo: Repo, options: HoldOptions, lock: FileLock): Hold {
  const { fs, clock, pid, random, platform } = repo.host;
  if (fs.exists(folderOf(repo))) endDeadRuns(repo, options);
  else fs.makeDir(folderOf(repo));
  const id = `${random.hex(8)}@${platform.hostname}`;
  const sinceMs = clock.now();
  const path = `${folderOf(repo)}/${id}.json`;
  const sign = (what: string) => fs.writeAtomic(path, JSON.stringify({ schema: 1, pid, what, sinceMs }));
  sign(options.what);
  return {
    env: { [RUN_VARIABLE]: id },
    sign,
    [Symbol.dispose]() {
      fs.remove(path);
      lock.release();
    },
  };
}

/** @returns undefined when a run that this process belongs to holds it */
async function take(repo: Repo, options: HoldOptions): Promise<FileLock | undefined> {
  const path = `${ownFolder(repo)}/workspace.lock`;
  let isOwn = false;
  const lock = await waitForLock(repo.host, path, {
    exclusive: options.as === "run",
    wait: options.wait,
    // a stage may have cleared its environment
    isInVain: () => isOwn = isBelow(repo, readHolders(repo).flatMap((holder) => holder.elsewhere ? [] : [holder.pid])),
    onWait: () => options.tell?.(`waiting for ${describeHolders(repo)}, which works in this workspace`, "info"),
  });
  if (lock !== undefined || isOwn) return lock;
  throw fault("busy/workspace", { holders: describeHolders(repo), as: options.as });
}

function describeHolders(repo: Repo): string {
  const holders = readHolders(repo);
  if (holders.length === 0) return "another process";
  return holders.map(({ pid, elsewhere, what, sinceMs }) => {
    const since = new Date(sinceMs).toLocaleTimeString("en-GB");
    return `${what} (pid ${pid}${elsewhere === undefined ? "" : ` on ${elsewhere}`}, since ${since})`;
  }).join(" and ");
}

function folderOf(repo: Repo): string {
  return `${ownFolder(repo)}/runs`;
}

function readHolders(repo: Repo): Holder[] {
  const { fs } = repo.host;
  return fs.listIfThere(folderOf(repo)).flatMap(({ name }) => readHolder(repo, name) ?? []);
}

function readHolder(repo: Repo, name: string): Holder | undefined {
  if (!name.endsWith(".json")) return undefined;
  const machine = machineOf(name);
  try {
    const json = JSON.parse(repo.host.fs.readTextIfThere(`${folderOf(repo)}/${name}`) ?? "");
    if (typeof json.pid !== "number") return undefined;
    const elsewhere = machine === repo.host.platform.hostname ? undefined : machine;
    return { pid: json.pid, elsewhere, what: String(json.what ?? ""), sinceMs: Number(json.sinceMs ?? 0) };
  } catch {
    return undefined; // torn: it tells nothing
  }
}

/** Is the run of an id under way? That of another machine counts as such. */
export function isRunAlive(repo: Repo, id: string): boolean {
  const machine = machineOf(`${id}.json`);
  if (machine !== undefined && machine !== repo.host.platform.hostname) return true;
  const holder = readHolder(repo, `${id}.json`);
  return holder !== undefined && repo.host.processes.isAlive(holder.pid);
}

function machineOf(name: string): string | undefined {
  return RUN_ID.exec(name.slice(0, -".json".length))?.[1];
}

/** A look at a folder, where no other run is or was. What runs on other machines is not even read. */
function endDeadRuns(repo: Repo, options: HoldOptions): void {
  const { fs, processes, platform, pid: me } = repo.host;
  for (const { name } of fs.listIfThere(folderOf(repo))) {
    if ((machineOf(name) ?? platform.hostname) !== platform.hostname) continue;
    if (fs.isHalfWritten(name)) continue; // another one is signing at this moment
    const holder = readHolder(repo, name);
    if (holder !== undefined && (holder.pid === me || processes.isAlive(holder.pid))) continue;
    const id = name.slice(0, -".json".length);
    if (RUN_ID.test(id)) {
      const { found, left } = endMarked(repo.host, `${RUN_VARIABLE}=${id}`);
      const who = holder === undefined ? "a run" : `${holder.what} (pid ${holder.pid})`;
      if (found.length > 0) {
        options.tell?.(`${who} was killed; what it had left running is ended: ${found.join(", ")}`, "warning");
      }
      if (left.length > 0) throw fault("busy/left-running", { who, left });
    }
    fs.remove(`${folderOf(repo)}/${name}`);
  }
}

/** Is one of these processes an ancestor of this one? One `sh`. */
function isBelow(repo: Repo, pids: readonly number[]): boolean {
  if (pids.length === 0) return false;
  const { stdout } = repo.host.processes.runSync({
    program: "sh",
    args: ["-c", ANCESTORS, "sh", String(repo.host.pid)],
    cwd: "/",
  });
  const above = new TextDecoder().decode(stdout).split(/\s+/).filter(Boolean).map(Number);
  return pids.some((pid) => above.includes(pid));
}

const ANCESTORS = `
p=$1
while [ "$p" -gt 1 ] && { IFS= read -r s <"/proc/$p/stat"; } 2>/dev/null; do
  s=\${s##*) } s=\${s#* }
  p=\${s%% *}
  echo "$p"
done`;
