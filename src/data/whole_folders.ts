import type { Repo } from "../repo/mod.ts";
import { openHashIndex } from "./hash_index.ts";
import { isDirHash, shardRoot } from "./object_path.ts";
import { type Objects, PROTECTED_MODE } from "./objects.ts";
import { MANY_FILES, Presence, WAIT_MS } from "./presence.ts";
import type { RemoteItem } from "./remote.ts";
import { areAllOfMode } from "./system_copy.ts";

/** In a cache of so many times more objects a look at each of the folder's costs less than one at all of them. */
const MOST_OTHERS = 4;

/**
 * The large folders all of whose objects are in the cache: known from before, when none has come or gone since and all are
 * still protected; else by a look at each, which is remembered.
 */
export function wholeFolders(repo: Repo, cache: Objects, items: readonly RemoteItem[]): ReadonlySet<RemoteItem> {
  const large = largeFolders(cache, items);
  const files = large.reduce((sum, { info }) => sum + info.nfiles!, 0);
  if (files === 0 || cache.aboutCount() > MOST_OTHERS * files) return new Set();
  if (!areAllOfMode(repo.host, shardRoot(cache.base, "md5"), PROTECTED_MODE)) return new Set();
  using index = openHashIndex(repo);
  const presence = new Presence(repo.host, cache, index);
  return new Set(large.filter(({ info }) => presence.has(info)));
}

/** Objects have just come: what there is of large folders will be known the next time. */
export function rememberWhole(repo: Repo, cache: Objects, items: readonly RemoteItem[]): void {
  if (largeFolders(cache, items).length === 0) return;
  repo.host.clock.sleepSync(WAIT_MS);
  wholeFolders(repo, cache, items);
}

function largeFolders(cache: Objects, items: readonly RemoteItem[]): RemoteItem[] {
  return items.filter(({ info, inside }) => {
    const isLarge = isDirHash(info.hash) && (info.nfiles ?? 0) >= MANY_FILES;
    return isLarge && inside === undefined && info.algorithm === "md5" && cache.hasOne(info);
  });
}
