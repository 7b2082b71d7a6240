import { readBuildInfo } from "../common/mod.ts";
import type { Rev } from "../git/mod.ts";
import { makeOwnFolder, ownFolder, type Repo } from "../repo/mod.ts";
import { type CommitRow, readRow, writeRow } from "./row_text.ts";

/** What is read of a commit: one has a row for each way in which it has been asked for. */
export interface RowKind {
  readonly noMetrics?: boolean;
  readonly onlyDeps?: boolean;
}

/**
 * What commits have shown to earlier commands, in one disposable file: as long as all of it stands in Git, it never
 * changes.
 *
 * The file is a line that says by whom and for what it was written (see {@link circumstances}), then for each row a line: its
 * key, a space, JSON. It is only ever replaced as a whole; of two that save at the same time one does it in vain. What is damaged,
 * or was written in other circumstances, counts as not there.
 */
export class KeptRows {
  readonly #circumstances: string;
  readonly #path: string;
  /** The lines of rows that were there. */
  #lines = "";
  /** Where the lines begin, by key. They are read one by one: thousands at once would all have to be moved by the garbage collector. */
  readonly #starts = new Map<string, number>();
  readonly #rows = new Map<string, CommitRow>();
  readonly #new: string[] = [];

  constructor(private readonly repo: Repo) {
    this.#circumstances = circumstances(repo);
    this.#path = `${ownFolder(repo)}/shown`;
    this.#load();
  }

  has(rev: Rev, kind: RowKind): boolean {
    return this.find(rev, kind) !== undefined;
  }

  find(rev: Rev, kind: RowKind): CommitRow | undefined {
    const key = keyOf(rev, kind);
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const start = this.#starts.get(key);
    const row = start === undefined ? undefined : this.#readLine(start);
    if (row !== undefined) this.#rows.set(key, row);
    return row;
  }

  /** What is the same however a commit is asked for. */
  commit(rev: Rev): Pick<CommitRow, "commitTimeMs" | "parent"> | undefined {
    for (const kind of KINDS) {
      const row = this.find(rev, kind);
      if (row !== undefined) return row;
    }
    return undefined;
  }

  add(rev: Rev, kind: RowKind, row: CommitRow): void {
    const key = keyOf(rev, kind);
    this.#rows.set(key, row);
    this.#new.push(lineOf(key, row));
  }

  /** Keeps what is new, where that can be written: it saves time, and nothing else. */
  save(): void {
    if (this.#new.length === 0) return;
    const added = this.#new.join("");
    const fits = this.#lines.length + added.length <= MOST_CHARACTERS;
    const kept = fits ? this.#lines + added : [...this.#rows].map(([key, row]) => lineOf(key, row)).join("");
    try {
      makeOwnFolder(this.repo);
      this.repo.host.fs.writeAtomic(this.#path, `${this.#circumstances}\n${kept}`);
      this.#new.length = 0;
    } catch {
      // a full disk, a folder of somebody else: the next command reads the commits again
    }
  }

  #load(): void {
    try {
      const text = this.repo.host.fs.readTextIfThere(this.#path) ?? "";
      const end = text.indexOf("\n");
      if (text.slice(0, end) !== this.#circumstances || !text.endsWith("\n")) return;
      this.#lines = text.slice(end + 1);
    } catch {
      return; // a folder in its place, somebody else's file
    }
    for (let start = 0, end = 0; start < this.#lines.length; start = end + 1) {
      end = this.#lines.indexOf("\n", start);
      const space = this.#lines.slice(start, Math.min(end, start + LONGEST_KEY)).indexOf(" ");
      if (space >= 0) this.#starts.set(this.#lines.slice(start, start + space), start);
    }
  }

  #readLine(start: number): CommitRow | undefined {
    const line = this.#lines.slice(this.#lines.indexOf(" ", start) + 1, this.#lines.indexOf("\n", start));
    try {
      return readRow(JSON.parse(line));
    } catch {
      return undefined; // damaged: it is read, and written, again
    }
  }
}

/** Beyond that, what the last command had no use for is forgotten. */
const MOST_CHARACTERS = 32 << 20;
/** An id, letters for its kind, and a space. */
const LONGEST_KEY = 64 + 3;

const KINDS: readonly RowKind[] = [{}, { noMetrics: true }, { onlyDeps: true }, { noMetrics: true, onlyDeps: true }];

function keyOf(rev: Rev, { noMetrics = false, onlyDeps = false }: RowKind): string {
  return noMetrics || onlyDeps ? `${rev}${noMetrics ? "m" : ""}${onlyDeps ? "d" : ""}` : rev;
}

function lineOf(key: string, row: CommitRow): string {
  return `${key} ${JSON.stringify(writeRow(row))}\n`;
}

/**
 * What a row depends on besides its commit, as one line: this program, which reads it; where the project lies, by which
 * absolute paths are taken for the project's own; and the remotes that `remote://` names.
 */
function circumstances(repo: Repo): string {
  const { version, commit } = readBuildInfo();
  const remotes = repo.config.remoteNames().map((name) => [name, repo.config.remote(name)?.get("url")]);
  return JSON.stringify({ rows: 1, version, commit, root: repo.root, prefix: repo.git?.prefix, remotes });
}
