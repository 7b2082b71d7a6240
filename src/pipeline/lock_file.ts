/** dvc.lock: read once, and written per finished stage without emitting again what did not change. */
import { isMap, type ValueMap, valueMap } from "../common/mod.ts";
import { emitYaml, updateLock } from "@exp/formats";
import type { Repo } from "../repo/mod.ts";
import { absolutePath, type LockEntry, type RepoPath } from "../stage/mod.ts";
import { LockJournal } from "./lock_journal.ts";
import { LockText } from "./lock_text.ts";
import { readChecked } from "./read_yaml.ts";
import { checkLockFile } from "./schema.ts";

/** A file of so many characters is not written whole for each stage: thousands of short ones would write gigabytes. */
const JOURNALED = 32 * 1024;

export class LockFile {
  /** Cut into entries where it is, comments apart, in the style that DVC writes: then entries are spliced in. */
  #text: string | LockText | undefined;
  #entries: ValueMap = new Map();
  /** What the file looked like when it was last read or written here. */
  #signature = "";
  /** The text before the first write, and what was put since; to write the same with another order of puts. */
  #start: { readonly text: string | undefined; readonly puts: Map<string, LockEntry> } | undefined;
  readonly #journal: LockJournal;
  /** What was put here and is only in the journal, with the lines that the file has instead. */
  readonly #ahead = new Map<string, { readonly entry: LockEntry; readonly before: string | undefined }>();
  /** Was there something in a journal that another run had left? */
  #isCompleted = false;

  private constructor(private readonly repo: Repo, readonly file: RepoPath) {
    this.#journal = new LockJournal(repo, file);
  }

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
   * Replaces or appends a stage's entry, and writes the file, whole or not at all, or its journal. Entries that others (a
   * command that runs `exp` itself) have written meanwhile stay. Call it with the repository's lock.
   */
  put(stage: string, entry: LockEntry): "unchanged" | "changed" | "created" {
    this.#refresh();
    this.#start ??= { text: this.#text?.toString(), puts: new Map() };
    this.#start.puts.set(stage, entry);
    const isNew = this.#text === undefined;
    const before = this.#blockOf(stage);
    if (!this.#apply(stage, entry)) return "unchanged";
    if (this.#journal.isBound && this.#text instanceof LockText && this.#text.length >= JOURNALED) {
      this.#journal.append(emitBlock(stage, entry));
      this.#ahead.set(stage, { entry, before: this.#ahead.has(stage) ? this.#ahead.get(stage)?.before : before });
    } else this.#write();
    return isNew ? "created" : "changed";
  }

  /** Is there something in the journal that the file has not? */
  get isBehind(): boolean {
    return this.#ahead.size > 0 || this.#isCompleted;
  }

  /** Writes the file whole, if it is behind its journal. */
  catchUp(): void {
    this.#refresh();
    if (this.isBehind) this.#write();
  }

  /** Makes the file what it would be if the stages had been put in this order, and whole. */
  settle(order: readonly string[]): void {
    this.#putInOrder(order);
    this.catchUp();
    this.#journal.remove();
  }

  #putInOrder(order: readonly string[]): void {
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
    this.#journal.unbind();
    this.#complete();
    this.#putAgain();
  }

  #lookAtFile(): string {
    const stat = this.repo.host.fs.stat(absolutePath(this.repo, this.file));
    return stat === undefined ? "none" : `${stat.ino} ${stat.size} ${stat.mtimeNs}`;
  }

  #take(text: string | undefined): void {
    this.#text = text;
    this.#entries = text === undefined ? new Map() : this.#stagesIn(text);
  }

  #stagesIn(text: string): ValueMap {
    const content = readChecked(text, this.file, checkLockFile);
    const stages = isMap(content) ? content.get("stages") : undefined;
    return isMap(stages) ? stages : new Map();
  }

  /** Adds what another run, dead or at work, has put into the journal only. */
  #complete(): void {
    this.#isCompleted = false;
    if (typeof this.#text !== "string" || this.#text.length < JOURNALED) return;
    const more = this.#journal.read(this.#text);
    if (more === undefined) return;
    for (const [stage, entry] of this.#stagesIn(more)) if (isMap(entry)) this.#apply(String(stage), entry);
    this.#isCompleted = true;
  }

  /** Who has written meanwhile may not know of our journal (DVC does not). Stages that they have put are theirs. */
  #putAgain(): void {
    for (const [stage, { entry, before }] of this.#ahead) {
      if (this.#blockOf(stage) === before) this.#apply(stage, entry);
      else this.#ahead.delete(stage);
    }
  }

  #blockOf(stage: string): string | undefined {
    const entry = this.entry(stage);
    return entry && emitBlock(stage, entry);
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
    const isChanged = text.put(emitBlock(stage, entry), this.#blockOf(stage));
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
    const text = this.#text?.toString() ?? "";
    this.repo.host.fs.writeAtomic(absolutePath(this.repo, this.file), text);
    this.#signature = this.#lookAtFile();
    this.#ahead.clear();
    this.#isCompleted = false;
    if (text.length < JOURNALED) this.#journal.unbind();
    else this.#journal.bind(text);
  }
}

/** The lines of one stage as they stand below `stages:`. */
function emitBlock(stage: string, entry: ValueMap): string {
  return emitYaml(valueMap([["stages", valueMap([[stage, entry]])]])).slice("stages:\n".length);
}
