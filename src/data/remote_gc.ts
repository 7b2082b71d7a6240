/** Garbage collection of a remote: what is listed there, and nobody uses, goes. */
import type { Storage } from "../storage/mod.ts";
import { failedFault, failedMove } from "./failed_fault.ts";
import type { Garbage } from "./gc.ts";
import { storedId } from "./incoming.ts";
import { isDirHash } from "./object_path.ts";
import type { ObjectId } from "./objects.ts";
import type { CollectRemoteOptions } from "./remote.ts";

/** Beside a folder's object DVC before 1.0 kept the folder itself. */
const UNPACKED = ".unpacked/";

/** Folder objects go first: while one is there, its files must be. */
export async function collectRemote(
  storage: Storage,
  keep: Iterable<ObjectId>,
  { dry = false, tell, onRemove, signal }: CollectRemoteOptions,
): Promise<Garbage> {
  const kept = new Set([...keep].map(({ algorithm, hash }) => `${algorithm} ${hash}`));
  const unused: { path: string; id: ObjectId; size: number }[] = [];
  const unpacked = new Map<string, string[]>();
  for (const { path, size } of await storage.list("", { signal })) {
    const at = path.indexOf(`.dir${UNPACKED}`);
    if (at >= 0) unpacked.set(path.slice(0, at + 4), [...unpacked.get(path.slice(0, at + 4)) ?? [], path]);
    const id = storedId(path);
    if (id !== undefined && !kept.has(`${id.algorithm} ${id.hash}`)) unused.push({ path, id, size });
  }
  const folders = unused.filter(({ id }) => isDirHash(id.hash));
  const files = unused.filter(({ id }) => !isDirHash(id.hash));
  for (const { path } of [...folders, ...files]) onRemove?.(`${storage.shown}/${path}`);
  const total = unused.length;
  let done = 0;
  const onMoved = () => tell?.({ what: "removing", done: ++done, total, unit: "files" });
  if (!dry && total > 0) {
    tell?.({ what: "removing", done, total, unit: "files" });
    const inner = folders.flatMap(({ path }) => unpacked.get(path) ?? []);
    for (const paths of [folders.map(({ path }) => path), files.map(({ path }) => path), inner]) {
      if (paths.length === 0) continue;
      const [failure] = await storage.remove(paths, { onMoved, signal });
      if (failure !== undefined) throw failedFault({ failed: [failedMove(failure, storage.shown)], copied: done });
    }
  }
  const current = unused.filter(({ id }) => id.algorithm === "md5").length;
  return { current, legacy: total - current, bytes: unused.reduce((sum, { size }) => sum + size, 0) };
}
