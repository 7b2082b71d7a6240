import type { ExpError } from "../common/mod.ts";
import { livingClaimants } from "./claimants.ts";
import { fault } from "./faults.ts";
import { joinPath, pathsOverlap } from "./paths.ts";
import type { LockWait, RepoLock } from "./repo_lock.ts";
import type { Repo } from "./types.ts";
import { callingRun } from "./workspace_hold.ts";

/** What a stage reads and writes while it runs. Absolute paths. */
interface PathClaims {
  readonly read: readonly string[];
  readonly write: readonly string[];
}

interface ClaimOptions {
  /** The command line, shown to whoever is blocked by it. */
  readonly cmd: string;
  /** `patient`: wait, saying once for whom; else fail at once, as DVC does. */
  readonly wait: LockWait;
  readonly onWait?: (text: string) => void;
  /** Given back while waiting, so that whoever has the paths can come to its end. */
  readonly lock?: Pick<RepoLock, "pauseFor">;
  /** True: waits no longer. */
  readonly isStopped?: () => boolean;
}

/** A process that has claimed a path. */
interface Claimant {
  readonly pid: number;
  readonly cmd: string;
}

interface Claims {
  readonly read: Map<string, Claimant[]>;
  readonly write: Map<string, Claimant>;
}

const rwlockOf = ({ tmpDir }: Pick<Repo, "tmpDir">): string => joinPath(tmpDir, "rwlock");

const POLL_MS = 200;
const GUARD_WAIT_MS = 10_000;

/**
 * Runs `work` while `.dvc/tmp/rwlock` says that this process reads and writes these paths, as DVC's own file of that
 * name does. Claims of this process never block it; claims of dead processes are ignored, and of those that began later.
 *
 * @param work told whether somebody else had the paths first, and may have changed them
 * @throws {ExpError} `busy` when a living process has claimed one of them (at once with `wait: "dvc"`); `interrupted`
 */
export async function claimPaths<T>(
  repo: Repo,
  claims: PathClaims,
  options: ClaimOptions,
  work: (hasWaited: boolean) => Promise<T>,
): Promise<T> {
  if (claims.read.length === 0 && claims.write.length === 0) return await work(false);
  const me: Claimant = { pid: repo.host.pid, cmd: options.cmd };
  const poll = () => repo.host.clock.sleep(POLL_MS);
  let hasWaited = false;
  for (;;) {
    const blocked = await edit(repo, (held) => {
      const found = blockedBy(repo, held, claims, me.pid);
      if (found === undefined) addClaims(held, claims, me);
      return found;
    });
    if (blocked === undefined) break;
    // the run that calls us from one of its stages waits for us
    if (options.wait !== "patient" || callingRun(repo)?.pid === blocked.by.pid) throw busy(repo, blocked);
    if (!hasWaited) options.onWait?.(`waiting: ${blocked.path} is in use by pid ${blocked.by.pid} (${blocked.by.cmd})`);
    hasWaited = true;
    await (options.lock ? options.lock.pauseFor(poll) : poll());
    if (options.isStopped?.()) throw fault("interrupted/waiting-for-path", { path: blocked.path });
  }
  try {
    return await work(hasWaited);
  } finally {
    await edit(repo, (held) => dropClaims(held, claims, me));
  }
}

/** Reads the file, lets `change` work on it, and writes it back if it differs; one process at a time. */
async function edit<T>(repo: Repo, change: (claims: Claims) => T): Promise<T> {
  const { fs } = repo.host;
  const path = rwlockOf(repo);
  fs.makeDir(repo.tmpDir);
  const guard = await fs.lock(`${path}.lock`, { exclusive: true, timeoutMs: GUARD_WAIT_MS });
  if (guard === undefined) throw fault("busy/guard", { lock: `${path}.lock` });
  try {
    const before = fs.readTextIfThere(path) ?? "";
    const claims = parseClaims(before);
    const result = change(claims);
    const after = formatClaims(claims);
    if (after !== before) fs.writeAtomic(path, after);
    return result;
  } finally {
    guard.release();
  }
}

/** Claims of processes that are no more, which block nobody, but a DVC that does not look. @param drop removes them */
export async function deadClaims(repo: Repo, drop: boolean): Promise<{ path: string; pid: number }[]> {
  const path = rwlockOf(repo);
  const held = parseClaims(repo.host.fs.readTextIfThere(path) ?? "");
  const claimants = [
    ...[...held.read].flatMap(([path, readers]) => readers.map(({ pid }) => ({ path, pid }))),
    ...[...held.write].map(([path, { pid }]) => ({ path, pid })),
  ];
  if (claimants.length === 0) return [];
  const alive = livingClaimants(repo.host, path, new Set(claimants.map(({ pid }) => pid)));
  const dead = claimants.filter(({ pid }) => !alive.has(pid));
  if (drop && dead.length > 0) await edit(repo, (claims) => dropDead(claims, new Set(dead.map(({ pid }) => pid))));
  return dead;
}

/**
 * A DVC that cannot read its file of claims works no more; it tells of processes at work alone.
 * @param empty makes it one without claims
 * @returns the file, when it cannot be read
 */
export async function mendClaims(repo: Repo, empty: boolean): Promise<string | undefined> {
  const { fs } = repo.host;
  const path = rwlockOf(repo);
  const kind = fs.stat(path)?.kind;
  if (kind === undefined || (kind === "file" && isReadable(fs.readText(path)))) return undefined;
  if (!empty) return path;
  if (kind !== "file") fs.remove(path);
  await edit(repo, () => undefined);
  return path;
}

/** No file and an empty one hold no claims. */
function isReadable(text: string): boolean {
  if (text === "") return true;
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === "object" && data !== null;
  } catch {
    return false;
  }
}

function dropDead({ read, write }: Claims, dead: ReadonlySet<number>): void {
  for (const [path, { pid }] of write) if (dead.has(pid)) write.delete(path);
  for (const [path, readers] of read) {
    const left = readers.filter(({ pid }) => !dead.has(pid));
    if (left.length > 0) read.set(path, left);
    else read.delete(path);
  }
}

/** A torn or strange file holds no claims: it only ever describes processes that run now. */
function parseClaims(text: string): Claims {
  const claims: Claims = { read: new Map(), write: new Map() };
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return claims;
  }
  for (const [path, list] of entriesOf(fieldOf(data, "read"))) {
    const claimants = Array.isArray(list) ? list.flatMap((item) => parseClaimant(item) ?? []) : [];
    if (claimants.length > 0) claims.read.set(path, claimants);
  }
  for (const [path, item] of entriesOf(fieldOf(data, "write"))) {
    const claimant = parseClaimant(item);
    if (claimant !== undefined) claims.write.set(path, claimant);
  }
  return claims;
}

function fieldOf(data: unknown, name: string): unknown {
  return typeof data === "object" && data !== null ? Reflect.get(data, name) : undefined;
}

function entriesOf(data: unknown): [string, unknown][] {
  return typeof data === "object" && data !== null ? Object.entries(data) : [];
}

function parseClaimant(data: unknown): Claimant | undefined {
  const pid = fieldOf(data, "pid"), cmd = fieldOf(data, "cmd");
  return typeof pid === "number" && typeof cmd === "string" ? { pid, cmd } : undefined;
}

function formatClaims(claims: Claims): string {
  const data: Record<string, unknown> = {};
  if (claims.read.size > 0) data["read"] = Object.fromEntries(claims.read);
  if (claims.write.size > 0) data["write"] = Object.fromEntries(claims.write);
  return JSON.stringify(data);
}

interface Blocked {
  readonly path: string;
  readonly by: Claimant;
}

function blockedBy(repo: Repo, held: Claims, wanted: PathClaims, me: number): Blocked | undefined {
  const candidates: Blocked[] = [];
  for (const [path, by] of held.write) {
    for (const own of [...wanted.read, ...wanted.write]) {
      if (pathsOverlap(path, own)) candidates.push({ path: own, by });
    }
  }
  for (const [path, readers] of held.read) {
    for (const own of wanted.write) {
      if (pathsOverlap(path, own)) candidates.push(...readers.map((by) => ({ path: own, by })));
    }
  }
  const others = candidates.filter((candidate) => candidate.by.pid !== me);
  if (others.length === 0) return undefined;
  const alive = livingClaimants(repo.host, rwlockOf(repo), new Set(others.map((other) => other.by.pid)));
  return others.find((other) => alive.has(other.by.pid));
}

function addClaims(held: Claims, wanted: PathClaims, me: Claimant): void {
  for (const path of wanted.read) held.read.set(path, [...held.read.get(path) ?? [], me]);
  for (const path of wanted.write) held.write.set(path, me);
}

function dropClaims(held: Claims, mine: PathClaims, me: Claimant): void {
  for (const path of mine.read) {
    const readers = [...held.read.get(path) ?? []];
    const place = readers.findIndex((reader) => reader.pid === me.pid && reader.cmd === me.cmd);
    if (place >= 0) readers.splice(place, 1);
    if (readers.length > 0) held.read.set(path, readers);
    else held.read.delete(path);
  }
  for (const path of mine.write) if (held.write.get(path)?.pid === me.pid) held.write.delete(path);
}

function busy(repo: Repo, blocked: Blocked): ExpError {
  const { path, by } = blocked;
  return fault("busy/path", { path, ...by, rwlock: rwlockOf(repo) });
}
