/** Which drains are at work, and how another process asks them to stop. */
import type { Repo } from "../repo/mod.ts";
import { drainsFolder } from "./layout.ts";
import { isFree } from "./lease.ts";
import { whoAmI } from "./machine.ts";
import { readOwn, removeOwn, writeOwn } from "./own_files.ts";
import { readTasks } from "./store.ts";
import { isUnderWay } from "./task.ts";

export interface Registration extends Disposable {
  readonly name: string;
  /** What another process asks of this drain. */
  request(): "stop" | "kill" | undefined;
}

/** Says that this process drains. The kernel unsays it when the process dies. */
export function registerDrain(repo: Repo): Registration {
  const { fs, random, pid } = repo.host;
  const folder = drainsFolder(repo);
  fs.makeDir(folder, 0o700);
  for (;;) {
    const name = `${pid}-${random.hex(4)}`;
    const path = `${folder}/${name}`;
    const lock = fs.tryLock(`${path}.lock`);
    if (lock === undefined) continue;
    return {
      name,
      request() {
        const text = readOwn(repo, `${path}.request`);
        return text === undefined ? undefined : text === "kill" ? "kill" : "stop";
      },
      [Symbol.dispose]() {
        removeOwn(repo, `${path}.request`);
        fs.remove(`${path}.lock`);
        lock.release();
      },
    };
  }
}

/** Names of drains that are alive; what the dead left is removed. Never ask for one's own. */
export function liveDrains(repo: Repo, except?: string): string[] {
  const { fs } = repo.host;
  const folder = drainsFolder(repo);
  if (!fs.exists(folder)) return [];
  const names = fs.list(folder).flatMap(({ name, kind }) =>
    kind === "file" && name.endsWith(".lock") ? [name.slice(0, -5)] : []
  );
  return names.filter((name) => {
    if (name === except) return false;
    const lock = fs.tryLock(`${folder}/${name}.lock`);
    if (lock === undefined) return true;
    fs.remove(`${folder}/${name}.lock`);
    removeOwn(repo, `${folder}/${name}.request`);
    lock.release();
    return false;
  });
}

/**
 * The name of a task that is under way, held by somebody, and not by a drain that lives: another process is putting it
 * in order, and it will wait again. (What another machine holds cannot be known.)
 */
export function inRecovery(repo: Repo, me: string): string | undefined {
  const held = readTasks(repo).filter(({ task, state }) => isUnderWay(state) && !isFree(repo, task.id));
  if (held.length === 0) return undefined;
  const live = new Set(liveDrains(repo, me).map((name) => Number(name.split("-")[0])));
  const here = whoAmI(repo.host).host;
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
