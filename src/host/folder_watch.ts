/** Changes below folders, as the system tells them. */
interface FolderWatch extends Disposable {
  /** Those since the last call, as absolute paths; undefined: it was disposed of. Waits until there are some. */
  next(): Promise<readonly string[] | undefined>;
}

/**
 * Watches all that lies below some folders. On network disks changes by other machines are not told: whoever needs those
 * has to look by itself from time to time.
 *
 * @param paths must exist
 */
export function watchFolders(paths: readonly string[]): FolderWatch {
  const watcher = Deno.watchFs([...paths], { recursive: true });
  const events = watcher[Symbol.asyncIterator]();
  return {
    async next() {
      const { value, done } = await events.next();
      return done ? undefined : (value as Deno.FsEvent).paths;
    },
    [Symbol.dispose]: () => watcher.close(),
  };
}
