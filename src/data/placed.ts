import type { HostFs } from "../host/mod.ts";
import type { HashInfo } from "./types.ts";
import { parentOf } from "../repo/mod.ts";
import { isHash } from "./object_path.ts";

type Placed = Pick<HashInfo, "algorithm" | "hash">;

/**
 * What outs were when they were put in place (checked out, or stored and linked): so a later checkout knows of those that
 * are outs no more. A list of lines, the last of a path counts. Losing it costs nothing but that knowledge.
 */
export class PlacedOuts {
  readonly #notes = new Map<string, Placed | undefined>();

  /** @param file where the list lies */
  constructor(private readonly fs: HostFs, private readonly file: string) {}

  /** @param path absolute @param what undefined: nothing of ours lies there any more */
  note(path: string, what: Placed | undefined): void {
    this.#notes.set(path, what);
  }

  /** By absolute path. */
  read(): Map<string, Placed> {
    const found = this.#written().placed;
    for (const [path, what] of this.#notes) {
      if (what === undefined) found.delete(path);
      else found.set(path, what);
    }
    return found;
  }

  /** Writes what was noted. A folder that cannot be written to has no list. */
  save(): void {
    if (this.#notes.size === 0) return;
    const { placed, lines } = this.#written();
    const news = [...this.#notes].filter(([path, what]) => {
      const known = placed.get(path);
      return known?.hash !== what?.hash || known?.algorithm !== what?.algorithm;
    });
    const all = this.read();
    this.#notes.clear();
    if (news.length === 0) return;
    try {
      if (lines > 2 * all.size + SLACK_LINES) this.fs.writeAtomic(this.file, [...all].map(formatLine).join(""));
      else {
        if (lines === 0) this.fs.makeDir(parentOf(this.file));
        this.fs.append(this.file, news.map(formatLine).join(""));
      }
    } catch {
      // read-only: a later checkout will not know of these
    }
  }

  #written(): { placed: Map<string, Placed>; lines: number } {
    const placed = new Map<string, Placed>();
    const lines = this.#text().split("\n").filter((line) => line !== "");
    for (const line of lines) {
      const [, algorithm, hash = "", path] = LINE.exec(line) ?? [];
      if (path === undefined) continue;
      const name = path.replace(/\\(n|\\)/g, (_, char) => char === "n" ? "\n" : "\\");
      if (hash === "-") placed.delete(name);
      else if (isHash(hash)) placed.set(name, { algorithm: algorithm === "md5" ? "md5" : "md5-dos2unix", hash });
    }
    return { placed, lines: lines.length };
  }

  #text(): string {
    try {
      return this.fs.readTextIfThere(this.file) ?? "";
    } catch {
      return "";
    }
  }
}

/** So many lines that count no more are left alone. */
const SLACK_LINES = 100;
const LINE = /^(md5|md5-dos2unix) (\S+) (\/.*)$/;

function formatLine([path, what]: [string, Placed | undefined]): string {
  const name = path.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return `${what?.algorithm ?? "md5"} ${what?.hash ?? "-"} ${name}\n`;
}
