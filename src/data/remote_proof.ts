/** A proof of a remote: is each object what its name says, and does any lack that should be there? */
import type { MoveOptions, Storage, StoredFile } from "../storage/mod.ts";
import { Incoming, storedId, storedPath } from "./incoming.ts";
import { isDirHash } from "./object_path.ts";
import type { ObjectId, Objects } from "./objects.ts";
import type { ProofRequest, ProvedObject, Remote, RemoteItem, RemoteProof, TransferHow } from "./remote.ts";
import { entriesInside } from "./tree.ts";

type ProvedRemote = Pick<Remote, "storage" | "readTrees">;
type Stored = StoredFile & { readonly id: ObjectId };

/**
 * One listing where the place knows MD5s; what it does not know them of is read, and kept nowhere. So is what they speak
 * against: where a bucket encrypts by keys of its own, what looks like an MD5 is none.
 */
export async function proveRemote(
  remote: ProvedRemote,
  cache: Objects,
  { needed, used }: ProofRequest,
  { tell, ...moves }: MoveOptions & Pick<TransferHow, "tell">,
): Promise<RemoteProof> {
  const { storage } = remote;
  const { jobs, signal } = moves;
  const listed = await storage.list("", { md5: true, passesUnreadable: true, jobs, signal });
  const stored = listed.flatMap((file): Stored[] => {
    const id = storedId(file.path);
    return id === undefined ? [] : [{ ...file, id }];
  });
  const closed = listed.filter(({ isFolder, unseen }) => isFolder === true && unseen !== undefined);
  const open = stored.filter(isOpen);
  let done = 0;
  const onMoved = () => tell?.({ what: "proving", done: ++done, total: open.length, unit: "files" });
  const read = await readAll(storage, cache, open.map(({ id }) => id), { ...moves, onMoved });
  const isWrong = new Set(read.wrong);
  const names = await namesOf(
    [...needed, ...used ?? []],
    stored.filter(({ id }) => !isWrong.has(id)),
    remote,
    moves.signal,
  );
  const proved = ({ id, path, size }: Stored): ProvedObject => ({
    id,
    object: path,
    size,
    path: names.all.get(keyOf(id)),
  });
  const there = new Set(stored.map(({ id }) => keyOf(id)));
  const must = [...names.of(needed), ...names.inFolders];
  const isLost = ({ id }: Named) => !there.has(keyOf(id)) && !closed.some(({ path }) => isBelow(storedPath(id), path));
  const lost = new Map(must.filter(isLost).map((each) => [keyOf(each.id), each]));
  const usedKeys = used && new Set(names.of([...needed, ...used]).map(({ id }) => keyOf(id)));
  return {
    objects: stored.length,
    bytes: sum(stored),
    readBytes: sum(open),
    wrong: stored.filter(({ id }) => isWrong.has(id)).map(proved),
    lost: [...lost.values()],
    unread: [...closed.map(({ path, unseen }) => ({ path, says: unseen!.says })), ...read.unread],
    unneeded: usedKeys && stored.filter(({ id }) => !usedKeys.has(keyOf(id))).map(proved),
  };
}

async function readAll(storage: Storage, cache: Objects, ids: readonly ObjectId[], moves: MoveOptions) {
  const incoming = new Incoming(cache);
  try {
    return await incoming.prove(storage, ids, moves);
  } finally {
    incoming[Symbol.dispose]();
  }
}

const keyOf = ({ algorithm, hash }: ObjectId) => `${algorithm} ${hash}`;
const isBelow = (path: string, folder: string) => path.startsWith(`${folder}/`);
const sum = (files: readonly StoredFile[]) => files.reduce((bytes, { size }) => bytes + size, 0);

/** Of DVC 2's objects, too, the MD5 tells only when it is the same: they were hashed with other line ends. */
function isOpen({ md5, id }: Stored): boolean {
  return md5 !== id.hash.slice(0, 32);
}

interface Named {
  readonly path: string;
  readonly id: ObjectId;
}

/** What items stand for, and what is in the folders that the remote has; with the paths that objects are told by. */
async function namesOf(
  items: readonly RemoteItem[],
  stored: readonly Stored[],
  remote: ProvedRemote,
  signal: AbortSignal | undefined,
): Promise<{ all: Map<string, string>; inFolders: Named[]; of(items: readonly RemoteItem[]): Named[] }> {
  const folders = stored.filter(({ id }) => isDirHash(id.hash));
  const trees = await remote.readTrees([...items.map(({ info }) => info), ...folders.map(({ id }) => id)], signal);
  const all = new Map<string, string>();
  const within = (path: string, id: ObjectId, inside?: readonly string[]): Named[] =>
    entriesInside(trees.get(id.hash) ?? [], inside).map(({ hash, relpath }) => ({
      path: `${path}/${relpath}`,
      id: { algorithm: id.algorithm, hash },
    }));
  const of = (some: readonly RemoteItem[]) =>
    some.flatMap(({ path, info, inside }) => [{ path, id: info }, ...within(path, info, inside)]);
  for (const { path, id } of of(items)) if (!all.has(keyOf(id))) all.set(keyOf(id), path);
  const inFolders = folders.flatMap(({ id }) => within(all.get(keyOf(id)) ?? id.hash, id));
  return { all, inFolders, of };
}
