/** A machine whose files stay as they are: what would become of them is told instead. */
import type { Host } from "./host.ts";
import type { HostFs } from "./fs.ts";

/** In words, with a verb in front, as `write /work/dvc.yaml`. */
type TellStep = (verb: "write" | "remove", path: string) => void;

/**
 * For commands that change a few files by themselves. What they start, and what other threads do, is not held back; so
 * is what is made for a moment: locks and temporary folders.
 */
export function withoutWrites(host: Host, tell: TellStep): Host {
  const { fs } = host;
  const write = (path: string) => tell("write", path);
  const remove = (path: string) => {
    if (fs.lstat(path) !== undefined) tell("remove", path);
  };
  const move = (from: string, to: string) => {
    remove(from);
    write(to);
  };
  const copy = (_: string, to: string) => write(to);
  const changes: Partial<HostFs> = {
    writeAtomic: write,
    createNew(path) {
      if (fs.lstat(path) !== undefined) return false;
      write(path);
      return true;
    },
    append: write,
    makeDir() {},
    rename: move,
    move,
    syncFolder() {},
    syncFiles: () => Promise.resolve(),
    copyFile: copy,
    copyLargeFile: (from, to) => Promise.resolve(copy(from, to)),
    reflink(from, to) {
      copy(from, to);
      return true;
    },
    hardLink: copy,
    symLink: copy,
    remove,
    removeTree: remove,
    chmod() {},
    utimes() {},
  };
  return { ...host, fs: new Proxy(fs, { get: (real, name) => Reflect.get(changes, name) ?? bound(real, name) }) };
}

function bound(fs: HostFs, name: string | symbol): unknown {
  const value: unknown = Reflect.get(fs, name, fs);
  return typeof value === "function" ? value.bind(fs) : value;
}
