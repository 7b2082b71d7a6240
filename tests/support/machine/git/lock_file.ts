import { type GitCall, GitDeath, isSetting } from "./call.ts";
import { errnoOf, wordsOf } from "../refusal.ts";

/** Git's way to change a file: `NAME.lock`, made exclusively, written, renamed. */
export class LockFile {
  readonly #path: string;
  #isHeld = true;

  /** @param describe gives git's sentence when somebody else holds it */
  constructor(private readonly call: GitCall, private readonly target: string, describe = (words: string) => words) {
    this.#path = `${target}.lock`;
    try {
      call.volume.create(this.#path, 0o644);
    } catch (error) {
      const why = errnoOf(error) === "EEXIST"
        ? `Unable to create '${this.#path}': File exists.\n\nAnother git process seems to be running in this repository`
        : `Unable to create '${this.#path}': ${wordsOf(error)}`;
      throw new GitDeath(describe(why));
    }
  }

  write(bytes: Uint8Array, sync: boolean): void {
    const file = this.call.volume.get("open", this.#path);
    this.call.volume.write(file, this.#path, bytes);
    if (!sync) return;
    if (isSetting(this.call, "core.fsyncMethod", "writeout-only")) this.call.volume.handOver(file, this.#path);
    else this.call.volume.sync(file, this.#path);
  }

  commit(): void {
    this.call.volume.rename(this.#path, this.target);
    this.#isHeld = false;
  }

  /** Gives it up, unless it has been renamed. */
  release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.call.volume.unlink(this.#path);
  }
}
