/** dvc.lock: read once, and written per finished stage without emitting again what did not change. */
import { isMap, type ValueMap, valueMap } from "../common/mod.ts";
import { emitYaml, updateLock } from "@exp/formats";
import type { Repo } from "../repo/mod.ts";
import { absolutePath, type LockEntry, type RepoPath } from "../stage/mod.ts";
import { LockText } from "./lock_text.ts";
import { readChecked } from "./read_yaml.ts";
import { checkLockFile } from "./schema.ts";

export class LockFile {
  /** Cut into entries where it is, comments apart, in the style that DVC writes: then entries are spliced in. */
  #text: string | LockText | undefined;
  #entries: ValueMap = new Map();
  /** What the file looked like when it was last read or written here. */
  #signature = "";
  /** The text before the first write, and what was put since; to write the same with another order of puts. */
  #start: { readonly text: string | undefined; readonly puts: Map<string, LockEntry> } | undefined;

  private constructor(private readonly repo: Repo, readonly file: RepoPath) {}

  /** @throws {ExpError} `invalid-file`: not YAML, merge conflict markers, another schema than 2.0 */
  static read(repo: Repo, file: RepoPath): LockFile {
    const lock = new LockFile(repo, file);
    lock.#refresh();
    return lock;
  }

  entry(stage: string): ValueMap | undefined {
    const entry = this.#entries.get(stage);
    return isMap(entry) ? entry : undefined;
  }

  /**
   * Replaces or appends a stage's entry and writes the file, whole or not at all. Entries that others (a command that
   * runs `exp` itself) have written meanwhile stay.
   */
  put(stage: string, entry: LockEntry): "unchanged" | "changed" | "created" {
    this.#refresh();
    this.#start ??= { text: this.#text?.toString(), puts: new Map() };
    this.#start.puts.set(stage, entry);
    const isNew = this.#text === undefined;
    if (!this.#apply(stage, entry)) return "unchanged";
    this.#write();
    return isNew ? "created" : "changed";
  }

  /** Makes the file what it would be if the stages had been put in this order. */
  settle(order: readonly string[]): void {
    const start = this.#start;
    this.#start = undefined;
    if (start === undefined || start.puts.size < 2) return;
    if (this.#signature !== this.#lookAtFile()) return; // somebody else has written: their order is theirs
    const written = this.#text?.toString();
    this.#take(start.text);
    for (const stage of order) {
      const entry = start.puts.get(stage);
      if (entry) this.#apply(stage, entry);
    }
    if (this.#text?.toString() !== written) this.#write();
  }

  #refresh(): void {
    const signature = this.#lookAtFile();
    if (signature === this.#signature) return;
    if (this.#signature !== "") this.#start = undefined;
    this.#signature = signature;
    this.#take(this.repo.host.fs.readTextIfThere(absolutePath(this.repo, this.file)));
  }

  #lookAtFile(): string {
    const stat = this.repo.host.fs.stat(absolutePath(this.repo, this.file));
    return stat === undefined ? "none" : `${stat.ino} ${stat.size} ${stat.mtimeNs}`;
  }

  #take(text: string | undefined): void {
    const content = text === undefined ? null : readChecked(text, this.file, checkLockFile);
    const stages = isMap(content) ? content.get("stages") : undefined;
    this.#text = text;
    this.#entries = isMap(stages) ? stages : new Map();
  }

  /** @returns whether the text is another now */
  #apply(stage: string, entry: LockEntry): boolean {
    const isChanged = this.#splice(stage, entry) ?? this.#emitAnew(stage, entry);
    this.#entries.set(stage, entry);
    return isChanged;
  }

  /** @returns undefined when the text is not so that an entry can be put in its place */
  #splice(stage: string, entry: LockEntry): boolean | undefined {
    if (typeof this.#text === "string") return undefined;
    const text = this.#text ?? LockText.empty();
    const before = this.entry(stage);
    const isChanged = text.put(emitBlock(stage, entry), before && emitBlock(stage, before));
    if (isChanged !== undefined) this.#text = text;
    return isChanged;
  }

  #emitAnew(stage: string, entry: LockEntry): boolean {
    const before = this.#text?.toString();
    const after = updateLock(before, stage, entry); // emits everything in DVC's style
    this.#text = LockText.parse(after) ?? after;
    return after !== before;
  }

  #write(): void {
    this.repo.host.fs.writeAtomic(absolutePath(this.repo, this.file), this.#text?.toString() ?? "");
    this.#signature = this.#lookAtFile();
  }
}

/** The lines of one stage as they stand below `stages:`. */
function emitBlock(stage: string, entry: ValueMap): string {
  return emitYaml(valueMap([["stages", valueMap([[stage, entry]])]])).slice("stages:\n".length);
}
