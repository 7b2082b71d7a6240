/**
 * Who has something, told to all machines that share the folder. Kernels' locks end where the machine ends, and over a
 * network some of them are no locks at all; so what has a lock has a folder beside it, too, which tells whose turn it is.
 *
 * Turns are numbered. `7` is a link that leads nowhere and says whose the seventh is; it is renamed to `7.free` when that
 * is over, also by somebody who knows that its owner is gone. The next turn is the eighth. Of the file system this asks that
 * of two who make the same name one fails, and that renaming is atomic.
 *
 * A number comes once, for the last one stays until there is a higher one. So whoever is late, with an old list or with
 * old knowledge of an owner, finds the name gone, or a higher one, and never touches a later turn.
 */
import { type Host, isMissing, MachineError, refusalOf } from "../host/mod.ts";

export interface Owner {
  readonly turn: number;
  /** Another one each time. */
  readonly nonce: string;
  /** On its own machine the kernel's lock tells whether it lives, elsewhere nobody can: it needs no start time. */
  readonly pid: number;
  readonly host: string;
  /** What it tells of itself. */
  readonly note: string;
}

interface Turns {
  /** The highest number that there has been; 0: none. */
  readonly last: number;
  /** Whose turn the last is, if it is not over. */
  readonly owner: Owner | undefined;
  readonly names: readonly string[];
}

/** The owner as the folder tells it; undefined when there is none. */
export function readOwner(host: Host, folder: string): Owner | undefined {
  return readTurns(host, folder).owner;
}

/** Is that one on this machine? Then a lock of the kernel tells more. Machines are told apart by their names. */
export function isHere(host: Host, owner: Owner): boolean {
  return owner.host === host.platform.hostname;
}

/**
 * Makes this process the owner. Whoever calls it holds a lock of the kernel: an owner on this machine is dead, then.
 *
 * @param note what it tells of itself
 * @returns undefined when an owner on another machine has it
 */
export function becomeOwner(host: Host, folder: string, note: string): Owner | undefined {
  makeFolder(host, folder);
  const { last, owner: before } = readTurns(host, folder);
  if (before !== undefined && !isHere(host, before)) return undefined;
  const { platform, pid, random } = host;
  const me: Owner = { turn: last + 1, nonce: random.hex(4), pid, host: platform.hostname, note };
  if (!take(host, folder, me)) return undefined;
  const now = readTurns(host, folder);
  // what was seen before was old
  if (now.last > me.turn || now.owner?.nonce !== me.nonce) {
    host.fs.remove(`${folder}/${me.turn}`);
    return undefined;
  }
  for (const name of now.names) if (turnOf(name) < me.turn) host.fs.remove(`${folder}/${name}`);
  return me;
}

/** Ends exactly this owner's turn, be it one's own; nothing happens when it is over. */
export function dropOwner({ fs }: Host, folder: string, { turn }: Owner): void {
  try {
    fs.rename(`${folder}/${turn}`, `${folder}/${turn}.free`);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Is it still the owner, as the server has it and not as this machine has seen it a while ago? */
export function isStillOwner(host: Host, folder: string, owner: Owner): boolean {
  lookAfresh(host, folder);
  return readOwner(host, folder)?.nonce === owner.nonce;
}

/**
 * Lets what other machines have put into a folder, or taken from it, be seen from here. Over a network a machine goes by
 * what it saw of a folder up to a minute ago, absent names included, until it changes the folder itself: then the server
 * tells whether somebody else had, too (NFS: `before` and `after` of a change, RFC 7530, 16.4).
 */
export function lookAfresh({ fs, random }: Pick<Host, "fs" | "random">, folder: string): void {
  if (!fs.exists(folder)) return;
  const path = `${folder}/.look.${random.hex(4)}.tmp`;
  try {
    if (fs.createNew(path, "")) fs.remove(path);
  } catch (error) {
    if (!(error instanceof MachineError)) throw error; // what may not be changed is as it was seen
  }
}

/** A file in the folder's place is nobody's. */
function makeFolder({ fs }: Host, folder: string): void {
  if (fs.exists(folder) && fs.glance(folder)?.kind === "dir") return;
  if (fs.glance(folder) !== undefined) fs.remove(folder);
  fs.makeDir(folder);
}

/** @returns false when somebody was faster */
function take(host: Host, folder: string, me: Owner): boolean {
  const { fs } = host;
  const path = `${folder}/${me.turn}`;
  const text = `${me.nonce}.${me.pid}.${me.host} ${me.note}`.trimEnd();
  try {
    fs.symLink(text, path);
    return true;
  } catch (error) {
    if (!(error instanceof MachineError)) throw error;
    if (refusalOf(error) !== "exists") return fs.createNew(path, text); // where there are no such links
    // over a network a request that was carried out may be repeated, and then fails
    return readOwner(host, folder)?.nonce === me.nonce;
  }
}

function readTurns(host: Host, folder: string): Turns {
  const entries = entriesIn(host, folder).filter(({ name, kind }) => kind !== "dir" && turnOf(name) > 0);
  const names = entries.map(({ name }) => name);
  const last = Math.max(0, ...names.map(turnOf));
  const entry = entries.find(({ name }) => name === String(last));
  const isOver = entry === undefined || names.includes(`${last}.free`);
  return { last, owner: isOver ? undefined : readEntry(host, `${folder}/${last}`, entry.kind, last), names };
}

function turnOf(name: string): number {
  return Number(/^(\d{1,15})(?:\.free)?$/.exec(name)?.[1] ?? 0);
}

function entriesIn({ fs }: Host, folder: string): ReturnType<Host["fs"]["list"]> {
  if (!fs.exists(folder)) return []; // an exception takes ten times as long
  try {
    return fs.list(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Undefined: it has just ended, or is none. */
function readEntry({ fs }: Host, path: string, kind: string, turn: number): Owner | undefined {
  try {
    const text = kind === "link" ? fs.readLink(path) : fs.readText(path);
    const [, nonce, pid, host, note = ""] = /^([0-9a-f]{8})\.(\d+)\.([A-Za-z0-9._-]+)(?: (.*))?$/s.exec(text) ?? [];
    return nonce === undefined || host === undefined ? undefined : { turn, nonce, pid: Number(pid), host, note };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
