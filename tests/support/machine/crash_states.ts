/**
 * What may be on a disk after a power cut, from the steps that were made until then.
 *
 * The rules, as ALICE (Pillai et al., OSDI 2014) has them: content counts when its file is synced, a name when its folder
 * is; what was not synced may be there or not, each piece for itself; content that was on its way may be torn. With a
 * synced file or folder come the folders that were made to hold it (ext4, XFS and btrfs all do that, and nobody could
 * work without). Git's objects count on more, as documented with `core.fsyncMethod`: they are handed over before they get
 * their names, and the next sync of anything makes both durable.
 */
import {
  type Content,
  copyDisk,
  type Disk,
  EMPTY,
  type EntryStep,
  type Inode,
  newInode,
  ROOT,
  type Step,
} from "./steps.ts";

/** One possible power cut. */
export interface PowerCut {
  /** How many steps had been made. */
  readonly after: number;
  /** What was lost, in words. */
  readonly loss: string;
  /** Names have survived in the order in which they came, and no length without its content: as with a journal. */
  readonly hasJournal: boolean;
  /** The same for equal disks. */
  readonly key: string;
  disk(): Disk;
}

interface Unsynced {
  readonly content: Content;
  readonly path: string;
  readonly isHandedOver: boolean;
  /** It was handed over before a name was given to it, which is not there without it, then. */
  readonly isBoundToName: boolean;
}

/** Which of the unsynced pieces have survived. */
interface Survival {
  readonly loss: string;
  /** Only a disk without a journal does that. */
  readonly isWild?: true;
  readonly entries: (index: number) => boolean;
  readonly content: (ino: number, unsynced: Unsynced) => Content | "old";
}

/** Walks a log, and knows at each step what is durable and what is not. */
class Replay {
  readonly durable: Map<number, Inode>;
  readonly entries: EntryStep[] = [];
  readonly contents = new Map<number, Unsynced>();
  /** Where each file and folder was last put. */
  readonly #places = new Map<number, { readonly folder: number; readonly name: string }>();

  constructor(base: Disk, private readonly inodes: Disk) {
    this.durable = copyDisk(base);
    for (const folder of base.values()) {
      for (const [name, ino] of folder.entries) this.#places.set(ino, { folder: folder.ino, name });
    }
  }

  apply(step: Step): void {
    switch (step.kind) {
      case "entries":
        this.entries.push(step);
        for (const { folder, name, ino } of step.changes) {
          if (ino === undefined) continue;
          this.#places.set(ino, { folder, name });
          const unsynced = this.contents.get(ino);
          if (unsynced?.isHandedOver) this.contents.set(ino, { ...unsynced, isBoundToName: true });
        }
        break;
      case "content":
        this.contents.set(step.ino, {
          content: step.content,
          path: step.path,
          isHandedOver: false,
          isBoundToName: false,
        });
        break;
      case "handover": {
        const unsynced = this.contents.get(step.ino);
        if (unsynced !== undefined) this.contents.set(step.ino, { ...unsynced, isHandedOver: true });
        break;
      }
      case "sync":
        this.#sync(step.ino);
    }
  }

  build({ entries, content }: Survival): Disk {
    const disk = new Map(this.durable);
    const change = this.#changesOf(disk);
    this.entries.forEach((step, i) => {
      if (entries(i)) enter(step, change);
    });
    for (const [ino, unsynced] of this.contents) {
      const left = unsynced.isBoundToName ? unsynced.content : content(ino, unsynced);
      if (left !== "old") change(ino).content = left;
    }
    return disk;
  }

  /** Gives inodes of a disk to be changed, which it shares with no other. */
  #changesOf(disk: Map<number, Inode>): Change {
    const own = new Set<number>();
    return (ino) => {
      const inode = disk.get(ino) ?? this.#madeSince(ino);
      if (own.has(ino)) return inode;
      own.add(ino);
      const copy = { ...inode, entries: new Map(inode.entries) };
      disk.set(ino, copy);
      return copy;
    };
  }

  /** An inode that was made meanwhile is there as soon as anything leads to it: empty, until its content counts. */
  #madeSince(ino: number): Inode {
    const { kind, mode, target, mtimeNs } = this.inodes.get(ino)!;
    return newInode({ ino, kind, mode, target, mtimeNs });
  }

  #sync(ino: number): void {
    const unsynced = this.contents.get(ino);
    if (unsynced !== undefined) this.contents.set(ino, { ...unsynced, isHandedOver: true });
    const change = this.#changesOf(this.durable);
    for (const [each, { content, isHandedOver }] of this.contents) {
      if (!isHandedOver) continue;
      change(each).content = content;
      this.contents.delete(each);
    }
    const above = new Set<number>();
    for (
      let at = this.#places.get(ino)?.folder;
      at !== undefined && !above.has(at);
      at = this.#places.get(at)?.folder
    ) {
      above.add(at);
    }
    const makesAbove = (step: EntryStep) =>
      step.changes.some((change) => change.ino !== undefined && above.has(change.ino)) ||
      (this.inodes.get(ino)?.kind === "dir" && step.changes.some((change) => change.ino === ino));
    for (let i = 0; i < this.entries.length;) {
      const step = this.entries[i]!;
      if (step.home === ino || step.withAnySync || makesAbove(step)) {
        enter(step, change);
        this.entries.splice(i, 1);
      } else i++;
    }
  }
}

type Change = (ino: number) => Inode;

function enter(step: EntryStep, change: Change): void {
  for (const { folder, name, ino } of step.changes) {
    const { entries } = change(folder);
    if (ino === undefined) entries.delete(name);
    else {
      change(ino);
      entries.set(name, ino);
    }
  }
}

export interface CrashOptions {
  /** How many of the latest unsynced pieces are lost, or kept, one by one; default: all. */
  readonly reach?: number;
}

/**
 * Every power cut after each step: nothing unsynced survived; all of it; each piece alone lost, each alone kept; all names
 * and no content; each content torn under its new name. Equal disks come once.
 * @param inodes all that ever were, as the machine has them at the end
 */
export function* powerCuts(
  base: Disk,
  inodes: Disk,
  steps: readonly Step[],
  options: CrashOptions = {},
): Generator<PowerCut> {
  const seen = new Set<string>();
  const replay = new Replay(base, inodes);
  for (let after = 0; after <= steps.length; after++) {
    const step = steps[after - 1];
    if (step !== undefined) replay.apply(step);
    for (const survival of survivals(replay, options.reach ?? Infinity)) {
      const disk = replay.build(survival);
      const key = `${steps.slice(0, after).findLastIndex(({ kind }) => kind === "said")} ${keyOf(disk)}`;
      if (seen.has(key)) continue;
      seen.add(key);
      yield { after, loss: survival.loss, hasJournal: !survival.isWild, key, disk: () => disk };
    }
  }
}

function* survivals({ entries, contents }: Replay, reach: number): Generator<Survival> {
  const full = (_ino: number, { content }: Unsynced) => content;
  const old = () => "old" as const;
  yield { loss: "all that was not synced", entries: () => false, content: old };
  if (entries.length + contents.size === 0) return;
  yield { loss: "nothing", entries: () => true, content: full };
  yield { loss: "all content that was not synced", entries: () => true, content: old };
  for (let j = Math.max(0, entries.length - reach); j < entries.length; j++) {
    const name = `${entries[j]!.what} ${entries[j]!.path}`;
    yield { loss: `only ${name}`, isWild: true, entries: (i) => i !== j, content: full };
    yield { loss: `all but ${name}`, isWild: true, entries: (i) => i === j, content: full };
    yield { loss: `all before ${name}`, isWild: true, entries: (i) => i >= j, content: full };
    yield { loss: `all from ${name} on`, entries: (i) => i < j, content: full };
  }
  const loose = [...contents].filter(([, { isBoundToName }]) => !isBoundToName);
  for (const [torn, unsynced] of loose.slice(Math.max(0, loose.length - reach))) {
    for (const { how, content, isWild } of tornContents(unsynced.content)) {
      const only = (ino: number, each: Unsynced) => ino === torn ? content : each.content;
      const wild = isWild ? { isWild } : {};
      yield { loss: `${how} of ${unsynced.path}`, ...wild, entries: () => true, content: only };
    }
  }
}

const BLOCK = 4096;

function tornContents({ id, bytes }: Content): { how: string; content: Content | "old"; isWild?: true }[] {
  const half = bytes.length > BLOCK
    ? Math.floor(bytes.length / 2 / BLOCK) * BLOCK || BLOCK
    : Math.floor(bytes.length / 2);
  return [
    { how: "the new content", content: "old" },
    { how: "all bytes", content: EMPTY },
    { how: "the second half", content: { id: `${id}/half`, bytes: bytes.subarray(0, half) } },
    {
      how: "what the blocks hold",
      content: { id: `zeros ${bytes.length}`, bytes: new Uint8Array(bytes.length) },
      isWild: true,
    },
  ];
}

/** All that can be reached from the root. */
function keyOf(disk: Disk): string {
  const parts: string[] = [];
  const visit = (ino: number, path: string) => {
    const inode = disk.get(ino)!;
    if (inode.kind !== "dir") return void parts.push(`${path} ${inode.content.id}${inode.target}`);
    parts.push(path);
    for (const name of [...inode.entries.keys()].sort()) visit(inode.entries.get(name)!, `${path}/${name}`);
  };
  visit(ROOT, "");
  return parts.join("\n");
}
