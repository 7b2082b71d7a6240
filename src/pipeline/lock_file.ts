/** dvc.lock: read once, and written per finished stage without emitting again what did not change. */
import { isMap, type ValueMap, valueMap } from "../common/mod.ts";
import { emitYaml, updateLock } from "@exp/formats";
import type { Repo } from "../repo/mod.ts";
import { absolutePath, type LockEntry, type RepoPath } from "../stage/mod.ts";
import { readChecked } from "./read_yaml.ts";
import { checkLockFile } from "./schema.ts";

const NEW_FILE = "schema: '2.0'\nstages:\n";

export class LockFile {
  #text: string | undefined;
  #entries: ValueMap = new Map();
  /** Is the text, comments apart, in the style that DVC writes? Then entries may be spliced in. */
  #isCanonical = false;
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
    this.#start ??= { text: this.#text, puts: new Map() };
    this.#start.puts.set(stage, entry);
    const before = this.#text;
    this.#apply(stage, entry);
    if (this.#text === before) return "unchanged";
    this.#write();
    return before === undefined ? "created" : "changed";
  }

  /** Makes the file what it would be if the stages had been put in this order. */
  settle(order: readonly string[]): void {
    const start = this.#start;
    this.#start = undefined;
    if (start === undefined || start.puts.size < 2) return;
    if (this.#signature !== this.#lookAtFile()) return; // somebody else has written: their order is theirs
    const written = this.#text;
    this.#take(start.text);
    for (const stage of order) {
      const entry = start.puts.get(stage);
      if (entry) this.#apply(stage, entry);
    }
    if (this.#text !== written) this.#write();
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
    this.#isCanonical = text === undefined;
  }

  #apply(stage: string, entry: LockEntry): void {
    this.#text = this.#splice(stage, this.entry(stage), entry) ?? updateLock(this.#text, stage, entry);
    this.#isCanonical = true; // updateLock re-emits everything in DVC's style
    this.#entries.set(stage, entry);
  }

  #write(): void {
    this.repo.host.fs.writeAtomic(absolutePath(this.repo, this.file), this.#text ?? "");
    this.#signature = this.#lookAtFile();
  }

  #splice(stage: string, before: ValueMap | undefined, entry: LockEntry): string | undefined {
    if (!this.#isCanonical) return undefined;
    const text = this.#text ?? NEW_FILE;
    if (!text.startsWith(NEW_FILE) || !text.endsWith("\n")) return undefined;
    const block = emitBlock(stage, entry);
    if (before === undefined) return /\n\S/.test(text.slice(NEW_FILE.length)) ? undefined : text + block;
    const old = emitBlock(stage, before);
    const at = text.indexOf("\n" + old) + 1;
    if (at === 0) return undefined;
    const rest = text.slice(at + old.length);
    return rest === "" || /^ {0,2}[^ #]/.test(rest) ? text.slice(0, at) + block + rest : undefined;
  }
}

/** The lines of one stage as they stand below `stages:`. */
function emitBlock(stage: string, entry: ValueMap): string {
  return emitYaml(valueMap([["stages", valueMap([[stage, entry]])]])).slice("stages:\n".length);
}
