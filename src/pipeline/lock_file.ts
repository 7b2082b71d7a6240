/** dvc.lock: read once, and written per finished stage without emitting again what did not change. */
import { isMap, type Value, valueMap, type ValueMap } from "../common/value.ts";
import { emitYaml } from "../formats/yaml_emit.ts";
import { updateLock } from "../formats/yaml_roundtrip.ts";
import type { Repo } from "../repo/types.ts";
import { absolutePath } from "../stage/paths.ts";
import type { LockEntry, RepoPath } from "../stage/types.ts";
import { readChecked } from "./read_yaml.ts";
import { checkLockFile } from "./schema.ts";

const NEW_FILE = "schema: '2.0'\nstages:\n";

export class LockFile {
  readonly file: RepoPath;
  #text: string | undefined;
  #entries: ValueMap;
  /** Is the text, comments apart, in the style that DVC writes, `stages` last? Then entries may be spliced in. */
  #isCanonical: boolean;

  private constructor(private readonly repo: Repo, file: RepoPath, text: string | undefined, content: Value) {
    this.file = file;
    this.#text = text;
    const stages = isMap(content) ? content.get("stages") : undefined;
    this.#entries = isMap(stages) ? stages : new Map();
    this.#isCanonical = text === undefined;
  }

  /** @throws {ExpError} `invalid-file`: not YAML, merge conflict markers, another schema than 2.0 */
  static read(repo: Repo, file: RepoPath): LockFile {
    const text = repo.host.fs.readTextIfThere(absolutePath(repo, file));
    const content = text === undefined ? null : readChecked(text, file, checkLockFile);
    return new LockFile(repo, file, text, content);
  }

  get exists(): boolean {
    return this.#text !== undefined;
  }

  entry(stage: string): ValueMap | undefined {
    const entry = this.#entries.get(stage);
    return isMap(entry) ? entry : undefined;
  }

  /** Replaces or appends a stage's entry and writes the file, whole or not at all. */
  put(stage: string, entry: LockEntry): void {
    const before = this.entry(stage);
    const text = this.#splice(stage, before, entry) ?? updateLock(this.#text, stage, entry);
    this.#isCanonical = true; // updateLock re-emits everything in DVC's style
    this.#entries.set(stage, entry);
    if (text === this.#text) return;
    this.#text = text;
    this.repo.host.fs.writeAtomic(absolutePath(this.repo, this.file), text);
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
