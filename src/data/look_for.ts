/** Which objects a remote has: there, as long as they should be, and not others by what it tells for nothing. */
import type { Storage, StoredFile } from "../storage/mod.ts";
import { storedPath } from "./incoming.ts";
import type { Load } from "./loads.ts";
import { isDirHash } from "./object_path.ts";
import type { ObjectId, Objects } from "./objects.ts";

interface LookHow {
  /** Also with the cache's own, and by MD5s where a listing tells them. */
  readonly isCompared: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Told of each that nobody can look for. */
  readonly onUnseen?: ((load: Load, why: NonNullable<StoredFile["unseen"]>) => void) | undefined;
}

/** Those of the objects that are there, whole as far as can be seen, by hash. */
export async function lookFor(
  storage: Storage,
  cache: Objects,
  loads: readonly Load[],
  { isCompared, signal, onUnseen }: LookHow,
): Promise<Map<string, StoredFile>> {
  if (loads.length === 0) return new Map();
  const wanted = new Map(loads.map((load) => [storedPath(load.id), load]));
  const how = { passesUnreadable: true, signal };
  const found = await storage.look([...wanted.keys()], isCompared ? { md5: "listed", ...how } : how);
  const others = await othersOf(storage, [...found.values()].filter(isUnlike(wanted)), signal);
  const changed = await changedOf(storage, [...found.values()], wanted, { isCompared, signal });
  const there = new Map<string, StoredFile>();
  for (const [path, file] of found) {
    const load = wanted.get(path)!;
    const { id, size } = load;
    if (file.unseen !== undefined) {
      onUnseen?.(load, file.unseen);
      if (!isCompared) there.set(id.hash, file); // as what cannot be read, below
      continue;
    }
    const isShort = isShorter(id, size, file.size) || (isCompared && isUnlikeHere(cache, id, file.size));
    if (!others.has(path) && !changed.has(path) && !isShort) there.set(id.hash, file);
  }
  return there;
}

/** Does what is known of a file speak against its being the object? Of DVC 2's, hashed with other line ends, nothing does. */
function isUnlike(wanted: ReadonlyMap<string, Load>): (file: StoredFile) => boolean {
  return ({ path, md5 }) => {
    const id = wanted.get(path)?.id;
    return md5 !== undefined && id?.algorithm === "md5" && md5 !== id.hash.slice(0, 32);
  };
}

/** So many tell of a whole bucket whether it encrypts by keys of its own. */
const SAMPLE = 16;

/** Those that hold something else: not so where a bucket encrypts, and what it tells are no MD5s. */
async function othersOf(
  storage: Storage,
  unlike: readonly StoredFile[],
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<string>> {
  if (unlike.length === 0) return new Set();
  const asked = unlike.slice(0, SAMPLE).map(({ path }) => path);
  const marks = await storage.look(asked, { etag: true, signal });
  const hidden = new Set([...marks.values()].filter(({ hidesMd5 }) => hidesMd5 === true).map(({ path }) => path));
  const known = hidden.size > 0 ? asked : unlike.map(({ path }) => path);
  return new Set(known.filter((path) => !hidden.has(path)));
}

/**
 * What lies in a folder unprotected may have been changed, so it is read. What cannot be read is as good as not there to
 * who would send it; who would have it is told so when it comes to fetching it.
 */
async function changedOf(
  storage: Storage,
  found: readonly StoredFile[],
  wanted: ReadonlyMap<string, Load>,
  { isCompared, signal }: LookHow,
): Promise<ReadonlySet<string>> {
  const unsure = found.filter(({ isWritable }) => isWritable === true).map(({ path }) => path);
  if (unsure.length === 0) return new Set();
  const hashed = [...(await storage.look(unsure, { md5: true, passesUnreadable: true, signal })).values()];
  const isOther = isUnlike(wanted);
  return new Set(hashed.filter((file) => isOther(file) || (isCompared && file.md5 === undefined)).map(pathOf));
}

const pathOf = ({ path }: StoredFile) => path;

/** Is it shorter than it should be? DVC 2 recorded sizes before line ends were changed, so such may be longer. */
function isShorter(id: ObjectId, size: number | undefined, there: number): boolean {
  return isDirHash(id.hash) ? there === 0 : size !== undefined && there < size;
}

function isUnlikeHere(cache: Objects, id: ObjectId, there: number): boolean {
  if (isDirHash(id.hash) || id.algorithm !== "md5") return false;
  const here = cache.host.fs.glance(cache.path(id));
  return here?.kind === "file" && here.mode === 0o444 && here.size !== there;
}

const MANY = 1000;

/** Those that the cache lacks. Where it has little of them it is listed: looks at what is not there cost most. */
export function lackingHere(cache: Objects, loads: readonly Load[]): Load[] {
  const names = loads.length >= MANY && cache.isSmallBeside(loads.length) ? new Map<string, Set<string>>() : undefined;
  const isNamed = ({ algorithm, hash }: ObjectId): boolean => {
    if (names === undefined) return true;
    if (!names.has(algorithm)) names.set(algorithm, cache.listAll(algorithm));
    return names.get(algorithm)!.has(hash);
  };
  return loads.filter(({ id, size }) => !isNamed(id) || !cache.hasOne(id, size));
}
