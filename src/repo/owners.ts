/**
 * Who has something, told to all machines that share the folder. Kernels' locks end where the machine ends, and over a
 * network some of them are no locks at all; so what has a lock has a folder beside it, too, with one file in it: its
 * owner. Of the file system this asks for atomic renames only.
 *
 * A folder with a file in it cannot be renamed over, so whoever comes second fails. The owner's file has a name of its own,
 * so giving up and taking away are one removal of that very file: never of a later owner's, however late it comes.
 */
import { type Host, isMissing, MachineError } from "../host/mod.ts";

/** An owner needs no start time: on its own machine the kernel's lock tells whether it lives, elsewhere nobody can. */
export interface Owner {
  readonly host: string;
  readonly pid: number;
  /** Another one each time. */
  readonly nonce: string;
}

/** The owner as the folder tells it; undefined when there is none. A file that cannot be one is nobody's. */
export function readOwner(host: Host, folder: string): Owner | undefined {
  for (const name of namesIn(host, folder)) {
    const owner = parseName(name);
    if (owner !== undefined) return owner;
  }
  return undefined;
}

/** Is that one on this machine? Then a lock of the kernel tells more. Machines are told apart by their names. */
export function isHere(host: Host, owner: Owner): boolean {
  return owner.host === host.platform.hostname;
}

/**
 * Makes this process the owner. Whoever calls it holds a lock of the kernel: an owner on this machine is dead, then.
 *
 * @param note what it tells of itself, for people and for {@link readNote}
 * @returns undefined when an owner on another machine has it
 */
export function becomeOwner(host: Host, folder: string, note: string): Owner | undefined {
  const before = readOwner(host, folder);
  if (before !== undefined && !isHere(host, before)) return undefined;
  if (before !== undefined) dropOwner(host, folder, before);
  const me: Owner = { host: host.platform.hostname, pid: host.pid, nonce: host.random.hex(4) };
  return enter(host, folder, me, note) ? me : undefined;
}

/** Takes exactly this owner away, be it oneself; nothing happens when it is the owner no more. */
export function dropOwner({ fs }: Host, folder: string, owner: Owner): void {
  fs.remove(`${folder}/${nameOf(owner)}`);
  try {
    fs.remove(folder); // not everywhere an empty folder can be renamed over
  } catch (error) {
    if (!isOccupied(error)) throw error;
  }
}

/** Is it still the owner? Opens its file, for over a network that asks the server, where a look at the folder may not. */
export function isStillOwner(host: Host, folder: string, owner: Owner): boolean {
  return readNote(host, folder, owner) !== undefined;
}

/** What an owner tells of itself; undefined when it is the owner no more. */
export function readNote({ fs }: Host, folder: string, owner: Owner): string | undefined {
  return fs.readTextIfThere(`${folder}/${nameOf(owner)}`);
}

function enter(host: Host, folder: string, me: Owner, note: string): boolean {
  const { fs } = host;
  const slash = folder.lastIndexOf("/") + 1;
  const made = `${folder.slice(0, slash)}.${folder.slice(slash)}.${me.nonce}.tmp`;
  fs.makeDir(made);
  try {
    fs.createNew(`${made}/${nameOf(me)}`, note);
    clearWay(host, folder);
    fs.rename(made, folder);
    return true;
  } catch (error) {
    // over a network a request that was carried out may be repeated, and then fails
    if (isStillOwner(host, folder, me)) return true;
    fs.removeTree(made);
    if (isOccupied(error)) return false;
    throw error;
  }
}

/** What is not of an owner is in the way. Each thing is removed by its name, so that an owner who comes meanwhile stays. */
function clearWay({ fs }: Host, folder: string): void {
  const found = fs.glance(folder);
  if (found === undefined) return;
  if (found.kind !== "dir") return fs.remove(folder);
  for (const { name } of fs.list(folder)) if (parseName(name) === undefined) fs.removeTree(`${folder}/${name}`);
}

function namesIn({ fs }: Host, folder: string): string[] {
  try {
    return fs.list(folder).map(({ name }) => name);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Is there an owner, or something of one, in a folder's place? */
function isOccupied(error: unknown): boolean {
  return error instanceof MachineError && ["ENOTEMPTY", "EEXIST"].includes(error.code);
}

function nameOf({ nonce, pid, host }: Owner): string {
  return `${nonce}.${pid}.${host}`;
}

function parseName(name: string): Owner | undefined {
  const [, nonce, pid, host] = /^([0-9a-f]{8})\.(\d+)\.([A-Za-z0-9._-]+)$/.exec(name) ?? [];
  return nonce === undefined || host === undefined ? undefined : { nonce, pid: Number(pid), host };
}
