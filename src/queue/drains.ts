/** Which drains are at work, and how another process asks them to stop. */
import { MachineError } from "../host/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { drainsFolder } from "./layout.ts";
import { isFree } from "./lease.ts";
import { readOwn, removeOwn, writeOwn } from "./own_files.ts";
import { readTasks } from "./store.ts";
import { isUnderWay } from "./task.ts";

export interface Registration extends Disposable {
  readonly name: string;
  /** What another process asks of this drain. To be called again and again: it tells other machines that this one lives. */
  request(): "stop" | "kill" | undefined;
}

const SHOW_LIFE_MS = 60_000;

/** A drain of another machine that has shown no life for so long, by the clock of the file server, is dead. */
const DEATH_NS = 600_000_000_000n;

/** Says that this process drains. On this machine the kernel unsays it when the process dies. */
export function registerDrain(repo: Repo): Registration {
  const { fs, random, pid, platform, clock } = repo.host;
  const folder = drainsFolder(repo);
  fs.makeDir(folder, 0o700);
  const name = `${pid}-${random.hex(4)}@${platform.hostname}`;
  const path = `${folder}/${name}`;
  const lock = fs.tryLock(`${path}.lock`);
  unlessRefused(() => fs.createNew(`${path}.request`, "")); // a name that is not there would be believed to be missing for a while
  let shownMs = -Infinity;
  const showLife = () => {
    if (clock.monotonic() - shownMs < SHOW_LIFE_MS) return;
    shownMs = clock.monotonic();
    unlessRefused(() => fs.append(`${path}.life`, ".")); // what counts is when
  };
  showLife();
  return {
    name,
    request() {
      showLife();
      const text = readOwn(repo, `${path}.request`) ?? "";
      return text === "" ? undefined : text === "kill" ? "kill" : "stop";
    },
    [Symbol.dispose]() {
      forget(repo, path);
      lock?.release();
    },
  };
}

/** On a full disk a drain works on, as far as it can; other machines learn of it later. */
function unlessRefused(write: () => unknown): void {
  try {
    write();
  } catch (error) {
    if (!(error instanceof MachineError)) throw error;
  }
}

/** Names of drains that are alive, on this machine or another; what the dead left is removed. Never ask for one's own. */
export function liveDrains(repo: Repo, except?: string): string[] {
  const { fs } = repo.host;
  const folder = drainsFolder(repo);
  const names = fs.listIfThere(folder).flatMap(({ name, kind }) =>
    kind === "file" && name.endsWith(".lock") ? [name.slice(0, -5)] : []
  );
  return names.filter((name) => {
    if (name === except) return false;
    const path = `${folder}/${name}`;
    const isHere = isOfThisMachine(repo, name);
    const lock = isHere ? fs.tryLock(`${path}.lock`) : undefined;
    if (isHere ? lock === undefined : showsLife(repo, path)) return true;
    forget(repo, path);
    lock?.release();
    return false;
  });
}

/** The process ids of drains on this machine. */
function drainPids(repo: Repo, names: readonly string[]): ReadonlySet<number> {
  return new Set(names.filter((name) => isOfThisMachine(repo, name)).map((name) => Number(name.split("-")[0])));
}

function isOfThisMachine(repo: Repo, name: string): boolean {
  const [, hostname] = /@(.*)$/.exec(name) ?? [];
  return hostname === undefined || hostname === repo.host.platform.hostname;
}

function forget(repo: Repo, path: string): void {
  for (const what of ["request", "life", "lock"]) removeOwn(repo, `${path}.${what}`);
}

/** Both times are the file server's, so that no machine's clock counts. */
function showsLife(repo: Repo, path: string): boolean {
  const { fs, random } = repo.host;
  const now = `${drainsFolder(repo)}/.now.${random.hex(4)}.tmp`;
  fs.createNew(now, "");
  const nowNs = fs.stat(now)?.mtimeNs ?? 0n;
  fs.remove(now);
  const shownNs = (fs.stat(`${path}.life`) ?? fs.stat(`${path}.lock`))?.mtimeNs; // it may be about to show it
  return shownNs !== undefined && nowNs - shownNs < DEATH_NS;
}

/**
 * The name of a task that is under way, held by somebody, and not by a drain that lives: another process is putting it
 * in order, and it will wait again. (What another machine holds cannot be known.)
 */
export function inRecovery(repo: Repo, me: string): string | undefined {
  const held = readTasks(repo).filter(({ task, state }) => isUnderWay(state) && !isFree(repo, task.id));
  if (held.length === 0) return undefined;
  const live = drainPids(repo, liveDrains(repo, me));
  const here = repo.host.platform.hostname;
  return held.find(({ state }) => {
    const signer = isUnderWay(state) ? state.by : undefined;
    return signer !== undefined && signer.host === here && !live.has(signer.pid);
  })?.task.entry.name;
}

/** Asks all drains to take no more work, or also to end what runs. @returns how many there are */
export function askDrains(repo: Repo, request: "stop" | "kill"): number {
  const live = liveDrains(repo);
  for (const name of live) writeOwn(repo, `${drainsFolder(repo)}/${name}.request`, request);
  return live.length;
}
