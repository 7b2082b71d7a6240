import { createHash } from "node:crypto";
import { type GitCall, GitDeath, isSetting, join } from "./call.ts";

export type ObjectType = "blob" | "tree" | "commit" | "tag";

export interface StoredObject {
  readonly oid: string;
  readonly type: ObjectType;
  readonly bytes: Uint8Array;
}

export interface TreeItem {
  readonly mode: string;
  readonly name: string;
  readonly oid: string;
}

export interface FlatFile {
  readonly mode: string;
  readonly oid: string;
}

/** Path → file, as trees and the index have them. */
export type FlatTree = ReadonlyMap<string, FlatFile>;

export const EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

const encoder = new TextEncoder(), decoder = new TextDecoder();

/**
 * Loose objects, in Git's places and with Git's steps. Their bytes are not compressed: nobody but git reads them, and a
 * torn one is known by its hash either way.
 */
export class ObjectStore {
  readonly #folders: readonly string[];

  /** @param folders the own `objects` folder first, then others to read from */
  constructor(private readonly call: GitCall, folders: readonly string[]) {
    this.#folders = folders.flatMap((folder) => withAlternates(call, folder));
  }

  /** Undefined where there is none; a damaged one ends git. */
  read(oid: string): StoredObject | undefined {
    for (const folder of this.#folders) {
      const file = this.call.volume.find(placeOf(folder, oid), true);
      if (file === undefined) continue;
      const object = parse(oid, file.content.bytes);
      if (object !== undefined) return object;
      throw new GitDeath(`loose object ${oid} (stored in ${placeOf(folder, oid)}) is corrupt`);
    }
    return oid === EMPTY_TREE ? { oid, type: "tree", bytes: new Uint8Array() } : undefined;
  }

  must(oid: string, type?: ObjectType): StoredObject {
    const object = this.read(oid);
    if (object === undefined || (type !== undefined && object.type !== type)) {
      throw new GitDeath(`unable to read ${type ?? "object"} (${oid})`);
    }
    return object;
  }

  has(oid: string): boolean {
    return this.#folders.some((folder) => this.call.volume.find(placeOf(folder, oid), true) !== undefined);
  }

  write(type: ObjectType, bytes: Uint8Array): string {
    const whole = join([encoder.encode(`${type} ${bytes.length}\0`), bytes]);
    const oid = createHash("sha1").update(whole).digest("hex");
    if (!this.has(oid)) this.#store(oid, whole);
    return oid;
  }

  writeBlob(bytes: Uint8Array): string {
    return this.write("blob", bytes);
  }

  /** Trees of all folders, the lowest first. */
  writeTree(files: FlatTree): string {
    const folders = new Map<string, Map<string, FlatFile>>();
    const items: TreeItem[] = [];
    for (const [path, file] of files) {
      const slash = path.indexOf("/");
      if (slash < 0) items.push({ ...file, name: path });
      else {
        const name = path.slice(0, slash);
        const inside = folders.get(name) ?? new Map<string, FlatFile>();
        folders.set(name, inside.set(path.slice(slash + 1), file));
      }
    }
    for (const [name, inside] of folders) items.push({ mode: "40000", name, oid: this.writeTree(inside) });
    return this.write("tree", formatTree(items));
  }

  readTree(oid: string): TreeItem[] {
    return parseTree(this.must(oid, "tree").bytes);
  }

  flatten(tree: string, prefix = ""): Map<string, FlatFile> {
    const files = new Map<string, FlatFile>();
    for (const { mode, name, oid } of this.readTree(tree)) {
      if (mode === "40000") {
        for (const [path, file] of this.flatten(oid, `${prefix}${name}/`)) files.set(path, file);
      } else files.set(prefix + name, { mode, oid });
    }
    return files;
  }

  treeOf(oid: string): string {
    const object = this.must(oid);
    if (object.type === "tree") return oid;
    return headerOf(object, "tree") ?? this.treeOf(headerOf(object, "object") ?? oid);
  }

  parentsOf(commit: string): string[] {
    const text = decoder.decode(this.must(commit, "commit").bytes);
    return [...text.slice(0, text.indexOf("\n\n")).matchAll(/^parent (.*)$/gm)].map((match) => match[1]!);
  }

  /** As git 2.39 does it: written beside, handed over or synced, linked, the other name removed. */
  #store(oid: string, bytes: Uint8Array): void {
    const { volume, hex } = this.call;
    const place = placeOf(this.#folders[0]!, oid);
    const folder = place.slice(0, place.lastIndexOf("/"));
    if (volume.find(folder, true) === undefined) volume.mkdir(folder, 0o755, { withAnySync: true });
    const temp = `${folder}/tmp_obj_${hex(3)}`;
    const file = volume.create(temp, 0o444, { withAnySync: true });
    try {
      volume.write(file, temp, bytes);
      if (
        isSetting(this.call, "core.fsyncMethod", "writeout-only") || isSetting(this.call, "core.fsyncMethod", "batch")
      ) {
        volume.handOver(file, temp);
      } else if (this.call.settings.get("core.fsync")?.startsWith("committed,")) volume.sync(file, temp);
      volume.link(temp, place, { withAnySync: true });
    } finally {
      volume.unlink(temp, { withAnySync: true });
    }
  }
}

export function blobId(bytes: Uint8Array): string {
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

function placeOf(folder: string, oid: string): string {
  return `${folder}/${oid.slice(0, 2)}/${oid.slice(2)}`;
}

function withAlternates(call: GitCall, folder: string): string[] {
  const list = call.volume.find(`${folder}/info/alternates`, true);
  const named = decoder.decode(list?.content.bytes).split("\n").filter((line) => line.startsWith("/"));
  return [folder, ...named.flatMap((other) => withAlternates(call, other))];
}

/** Undefined for bytes that are not what the name says. */
function parse(oid: string, whole: Uint8Array): StoredObject | undefined {
  const nul = whole.indexOf(0);
  const [, type, size] = /^(blob|tree|commit|tag) (\d+)$/.exec(decoder.decode(whole.subarray(0, Math.max(0, nul)))) ??
    [];
  const bytes = whole.subarray(nul + 1);
  if (type === undefined || Number(size) !== bytes.length) return undefined;
  if (createHash("sha1").update(whole).digest("hex") !== oid) return undefined;
  return { oid, type: type as ObjectType, bytes };
}

export function headerOf({ bytes }: StoredObject, name: string): string | undefined {
  return new RegExp(`^${name} (.*)$`, "m").exec(decoder.decode(bytes).split("\n\n")[0]!)?.[1];
}

function formatTree(items: readonly TreeItem[]): Uint8Array {
  const key = ({ mode, name }: TreeItem) => mode === "40000" ? `${name}/` : name;
  const sorted = [...items].sort((a, b) => key(a) < key(b) ? -1 : 1);
  return join(sorted.flatMap(({ mode, name, oid }) => [
    encoder.encode(`${mode} ${name}\0`),
    Uint8Array.from(oid.match(/../g)!, (digits) => parseInt(digits, 16)),
  ]));
}

function parseTree(bytes: Uint8Array): TreeItem[] {
  const items: TreeItem[] = [];
  for (let at = 0; at < bytes.length;) {
    const nul = bytes.indexOf(0, at);
    const [mode = "", ...name] = decoder.decode(bytes.subarray(at, nul)).split(" ");
    const oid = [...bytes.subarray(nul + 1, nul + 21)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    items.push({ mode, name: name.join(" "), oid });
    at = nul + 21;
  }
  return items;
}
