/**
 * What was put into a big dvc.lock since it was written whole. Thousands of short stages would each write megabytes; so
 * their entries are appended here, and the file itself follows within a moment. A run that is killed in between loses
 * none of them: whoever reads that dvc.lock next reads its journal, too.
 *
 * The first line has the hash of the dvc.lock that the entries belong to. Another one (a branch was switched, DVC has
 * written) makes the journal void. Nothing is forced to the disk, as for dvc.lock itself.
 */
import { digestOf } from "../host/mod.ts";
import { lockJournals, makeOwnFolder, type Repo } from "../repo/mod.ts";
import type { RepoPath } from "../stage/mod.ts";
import { firstLine, LOCK_HEAD } from "./lock_text.ts";

interface Head {
  readonly schema: 1;
  /** The dvc.lock, relative to the root. */
  readonly file: RepoPath;
  /** SHA-256 of its text. */
  readonly of: string;
}

export class LockJournal {
  readonly #path: string;
  /** Of the dvc.lock as it was last written whole. */
  #of: string | undefined;
  #isOpen = false;

  constructor(private readonly repo: Repo, private readonly file: RepoPath) {
    this.#path = `${lockJournals(repo)}/${digestOf("sha256", file).slice(0, 32)}`;
  }

  /** Can entries be appended? Not before the file has been written whole by us. */
  get isBound(): boolean {
    return this.#of !== undefined;
  }

  /** From now on entries belong to this text; what was in the journal is in it. */
  bind(text: string): void {
    this.remove();
    this.#of = digestOf("sha256", text);
  }

  /** Somebody else has written the file. The journal may be theirs by now: it is left alone. */
  unbind(): void {
    this.#of = undefined;
    this.#isOpen = false;
  }

  /** @param block the lines of an entry as they stand below `stages:` */
  append(block: string): void {
    const { fs } = this.repo.host;
    const line = JSON.stringify(block) + "\n";
    if (this.#isOpen) return fs.append(this.#path, line);
    makeOwnFolder(this.repo);
    fs.makeDir(lockJournals(this.repo));
    const head: Head = { schema: 1, file: this.file, of: this.#of ?? "" };
    fs.writeAtomic(this.#path, JSON.stringify(head) + "\n" + line);
    this.#isOpen = true;
  }

  remove(): void {
    if (this.#isOpen || this.repo.host.fs.exists(this.#path)) this.repo.host.fs.remove(this.#path);
    this.unbind();
  }

  /**
   * What was put after this text was written, as a dvc.lock of its own, in that order; a line that is not whole ends it.
   * @returns undefined when there is nothing
   */
  read(text: string): string | undefined {
    const { fs } = this.repo.host;
    if (!fs.exists(this.#path)) return undefined;
    const [head = "", ...lines] = (fs.readTextIfThere(this.#path) ?? "").split("\n").slice(0, -1);
    if (readHead(head)?.of !== digestOf("sha256", text)) return undefined;
    const last = new Map<string, string>();
    for (const line of lines) {
      const block = readLine(line);
      if (typeof block !== "string") break;
      last.set(firstLine(block), block);
    }
    return last.size === 0 ? undefined : LOCK_HEAD + [...last.values()].join("");
  }
}

/** Takes away all journals, after `complete` has had the dvc.lock of each. Call it with the repository's lock. */
export function sweepJournals(repo: Repo, complete: (file: RepoPath) => void): void {
  const { fs } = repo.host;
  for (const { name } of fs.listIfThere(lockJournals(repo))) {
    const path = `${lockJournals(repo)}/${name}`;
    const [head = ""] = (fs.readTextIfThere(path) ?? "").split("\n", 1);
    const file = fs.isHalfWritten(name) ? undefined : readHead(head)?.file;
    if (file !== undefined) complete(file);
    fs.remove(path);
  }
}

function readHead(line: string): Head | undefined {
  const head = readLine(line) as Partial<Head> | null | undefined;
  return head?.schema === 1 && typeof head.file === "string" && typeof head.of === "string" ? head as Head : undefined;
}

function readLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // the power was cut while it was written
  }
}
