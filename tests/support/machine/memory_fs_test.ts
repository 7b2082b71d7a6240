/** The disk in memory beside a real one: the same operations give the same answers, the same refusals, the same tree. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { createHost, type FileGlance, type FileLock, type HostFs, MachineError } from "../../../src/host/mod.ts";
import { Machine } from "./machine.ts";

interface Call {
  readonly do: keyof typeof CALLS;
  readonly path: string;
  /** Where to. */
  readonly other: string;
  /** Of a link. */
  readonly target: string;
  readonly text: string;
  readonly mode: number;
  readonly sync: boolean | "content";
}

/** One of the two disks, seen from a folder of its own. */
class Place {
  readonly #locks: FileLock[] = [];

  constructor(private readonly fs: HostFs, private readonly root: string) {
    fs.makeDir(root);
  }

  outcome(call: Call): unknown {
    try {
      const names = { ...call, path: `${this.root}/${call.path}`, other: `${this.root}/${call.other}` };
      return { answer: CALLS[call.do](this.fs, names, this.#locks) };
    } catch (error) {
      return error instanceof MachineError ? { kind: error.kind, code: error.code } : "no refusal that is known";
    }
  }

  /** Everything below a folder, as a reader finds it. */
  tree(folder = this.root): unknown[] {
    return entriesOf(this.fs, folder).map(({ name, kind }) => {
      const path = `${folder}/${name}`;
      const content = kind === "dir"
        ? this.tree(path)
        : kind === "link"
        ? this.fs.readLink(path)
        : this.fs.readText(path);
      return [name, factsOf(this.fs.lstat(path)), content];
    });
  }

  close(): void {
    this.#locks.forEach((lock) => lock.release());
  }
}

const CALLS = {
  writeAtomic: (fs: HostFs, { path, text, mode, sync }: Call) => fs.writeAtomic(path, text, { mode, sync }),
  createNew: (fs: HostFs, { path, text, mode, sync }: Call) => fs.createNew(path, text, { mode, sync }),
  append: (fs: HostFs, { path, text, mode, sync }: Call) => fs.append(path, text, { mode, sync }),
  openAppend(fs: HostFs, { path, text }: Call) {
    const file = fs.openAppend(path);
    file.append(text);
    file.sync();
    file.close();
  },
  rename: (fs: HostFs, { path, other }: Call) => fs.rename(path, other),
  move: (fs: HostFs, { path, other }: Call) => fs.move(path, other),
  copyFile: (fs: HostFs, { path, other }: Call) => fs.copyFile(path, other),
  hardLink: (fs: HostFs, { path, other }: Call) => fs.hardLink(path, other),
  symLink: (fs: HostFs, { path, target }: Call) => fs.symLink(target, path),
  makeDir: (fs: HostFs, { path }: Call) => fs.makeDir(path),
  remove: (fs: HostFs, { path }: Call) => fs.remove(path),
  removeTree: (fs: HostFs, { path }: Call) => fs.removeTree(path),
  chmod: (fs: HostFs, { path, mode }: Call) => fs.chmod(path, mode),
  syncFolder: (fs: HostFs, { path }: Call) => fs.syncFolder(path),
  readText: (fs: HostFs, { path }: Call) => fs.readText(path),
  readTextIfThere: (fs: HostFs, { path }: Call) => fs.readTextIfThere(path),
  list: (fs: HostFs, { path }: Call) => entriesOf(fs, path),
  listIfThere: (fs: HostFs, { path }: Call) => fs.listIfThere(path).sort((a, b) => a.name < b.name ? -1 : 1),
  readLink: (fs: HostFs, { path }: Call) => fs.readLink(path),
  lstat: (fs: HostFs, { path }: Call) => factsOf(fs.lstat(path)),
  stat: (fs: HostFs, { path }: Call) => factsOf(fs.stat(path)),
  glance: (fs: HostFs, { path }: Call) => factsOf(fs.glance(path)),
  exists: (fs: HostFs, { path }: Call) => fs.exists(path),
  tryLock(fs: HostFs, { path }: Call, locks: FileLock[]) {
    const lock = fs.tryLock(path);
    if (lock !== undefined) locks.push(lock);
    return lock !== undefined;
  },
  release: (_fs: HostFs, _call: Call, locks: FileLock[]) => void locks.shift()?.release(),
};

/** Each disk has an order of its own. */
function entriesOf(fs: HostFs, folder: string) {
  return fs.list(folder).sort((a, b) => a.name < b.name ? -1 : 1);
}

/** Size and links of a folder are each disk's own affair. */
function factsOf(found: FileGlance | undefined) {
  if (found === undefined || found.kind === "dir") return found && { kind: found.kind, mode: found.mode };
  return { kind: found.kind, mode: found.mode, size: found.size, nlink: found.nlink };
}

const path = fc.constantFrom("a", "b", "d", "d/a", "d/e", "d/e/a", "l", "l/a");
const calls: fc.Arbitrary<Call> = fc.record({
  do: fc.constantFrom(...Object.keys(CALLS) as (keyof typeof CALLS)[]),
  path,
  other: path,
  target: fc.constantFrom("a", "d", "d/e", "l", "../b", "nothing"),
  text: fc.constantFrom("", "one", "two\n"),
  mode: fc.constantFrom(0o600, 0o644, 0o666, 0o755, 0o777), // the owner's rights stay: root has them all
  sync: fc.constantFrom(false, true, "content" as const),
});

Deno.test("the disk in memory answers as a real one does, in any order of calls", () => {
  fc.assert(
    fc.property(fc.array(calls, { maxLength: 40, size: "max" }), (sequence) => {
      const temp = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "exp-disk-" }));
      const places = [
        new Place(createHost().fs, `${temp}/disk`), // links lead one folder up at most
        new Place(new Machine().host("/").fs, "/temp/disk"),
      ] as const;
      try {
        for (const call of sequence) {
          const [real, inMemory] = places.map((place) => place.outcome(call));
          assert.deepEqual(inMemory, real, `${JSON.stringify(call)}`);
        }
        assert.deepEqual(places[1].tree(), places[0].tree());
      } finally {
        places.forEach((place) => place.close());
        Deno.removeSync(temp, { recursive: true });
      }
    }),
    { numRuns: 100 },
  );
});
