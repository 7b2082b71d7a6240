import { ignoredAmong, openGitAt, trackedFiles } from "../git/mod.ts";
import { joinPath, nameOf, parentOf, pathAndFolders, relativeInside, type Repo } from "../repo/mod.ts";
import { fault } from "./faults.ts";
import type { GitIgnoreKeeper, IgnoredOut } from "./types.ts";

/** Opens the keeper of a repository; without Git it does nothing. */
export function openGitIgnoreKeeper(repo: Repo): GitIgnoreKeeper {
  if (repo.git === undefined) return { prefetch: () => {}, add: () => [], remove: () => [], rollBack: () => {} };
  return new Keeper(repo);
}

interface Line {
  /** The `.gitignore`; absolute. */
  readonly file: string;
  readonly text: string;
  /** The out; absolute. */
  readonly path: string;
}

/** Paths for one git process. */
const MANY_PATHS = 1000;

class Keeper implements GitIgnoreKeeper {
  /** What `add` has put where in this run, and what was there before the first time (undefined: no file). */
  readonly #before = new Map<string, string | undefined>();
  readonly #added = new Map<string, string[]>();

  /** What git has said of paths that `prefetch` asked for. */
  readonly #known = new Map<string, "free" | "ignored">();
  /** The lines of files as they were seen last, with what those files looked like then. */
  readonly #seen = new Map<string, { signature: string; readonly lines: Set<string>; endsLine: boolean }>();

  constructor(readonly repo: Repo) {}

  prefetch(outs: readonly IgnoredOut[]): void {
    const unlisted = this.#unlisted(outs);
    for (let at = 0; at < unlisted.length; at += MANY_PATHS) {
      const lines = unlisted.slice(at, at + MANY_PATHS);
      if (trackedLine(this.repo, lines) !== undefined) continue; // `add` finds out whose it is
      const ignored = ignoredByGit(this.repo, lines);
      for (const { path } of lines) this.#known.set(path, ignored.has(path) ? "ignored" : "free");
    }
  }

  #unlisted(outs: readonly IgnoredOut[]): Line[] {
    return linesOf(this.repo, outs).filter(({ file, text }) => !this.#look(file).lines.has(text));
  }

  /** Reads a file that is not as it was when it was seen last: with thousands of stages most looks find nothing new. */
  #look(file: string): { readonly lines: Set<string>; endsLine: boolean } {
    const before = this.#seen.get(file);
    const signature = this.#signatureOf(file);
    if (before?.signature === signature) return before;
    const text = this.repo.host.fs.readTextIfThere(file) ?? "";
    const now = { signature, lines: new Set(text.split(/\r?\n/)), endsLine: text === "" || text.endsWith("\n") };
    this.#seen.set(file, now);
    return now;
  }

  #signatureOf(file: string): string {
    const stat = this.repo.host.fs.stat(file);
    return stat === undefined ? "none" : `${stat.ino} ${stat.size} ${stat.mtimeNs}`;
  }

  add(outs: readonly IgnoredOut[]): string[] {
    const unlisted = this.#unlisted(outs);
    if (unlisted.length === 0) return [];
    const unknown = unlisted.filter(({ path }) => !this.#known.has(path));
    if (unknown.length > 0) refuseTracked(this.repo, unknown);
    const ignored = new Set([
      ...unknown.length > 0 ? ignoredByGit(this.repo, unknown) : [],
      ...unlisted.map(({ path }) => path).filter((path) => this.#known.get(path) === "ignored"),
    ]);
    const wanted = unlisted.filter(({ file, path }) =>
      !ignored.has(path) && this.repo.host.fs.stat(parentOf(file))?.kind === "dir"
    );
    const byFile = Map.groupBy(wanted, ({ file }) => file);
    for (const [file, lines] of byFile) this.#append(file, lines.map(({ text }) => text));
    return [...byFile.keys()];
  }

  #append(file: string, lines: readonly string[]): void {
    const { fs } = this.repo.host;
    if (!this.#before.has(file)) this.#before.set(file, fs.readTextIfThere(file));
    const added = this.#added.get(file) ?? [];
    for (const line of lines) added.push(line);
    this.#added.set(file, added);
    const seen = this.#look(file);
    // one short write: faster than replacing the file, and as safe
    fs.append(file, `${seen.endsLine ? "" : "\n"}${lines.join("\n")}\n`);
    for (const line of lines) seen.lines.add(line);
    this.#seen.set(file, { signature: this.#signatureOf(file), lines: seen.lines, endsLine: true });
  }

  remove(outs: readonly IgnoredOut[]): string[] {
    const touched = new Set<string>();
    for (const [file, lines] of Map.groupBy(linesOf(this.repo, outs), ({ file }) => file)) {
      if (this.#takeAway(file, new Set(lines.map(({ text }) => text)))) touched.add(file);
    }
    return [...touched];
  }

  #takeAway(file: string, texts: ReadonlySet<string>): boolean {
    const { fs } = this.repo.host;
    const before = fs.readTextIfThere(file);
    if (before === undefined) return false;
    const after = before.split(/(?<=\n)/).filter((line) => !texts.has(line.trim())).join("");
    if (after === before) return false;
    if (after === "") fs.remove(file);
    else fs.writeAtomic(file, after, { sync: "content" });
    return true;
  }

  rollBack(): void {
    const { fs } = this.repo.host;
    for (const [file, lines] of this.#added) {
      this.#takeAway(file, new Set(lines));
      const before = this.#before.get(file);
      // the newline that was missing at the end goes too, if nobody else has changed the file
      if (before !== undefined && fs.readTextIfThere(file) === before + "\n") fs.writeAtomic(file, before);
      if (before === "" && !fs.exists(file)) fs.writeAtomic(file, "");
    }
    this.#added.clear();
    this.#before.clear();
  }
}

/** Only cached outs inside of the repository have lines. */
function linesOf(repo: Repo, outs: readonly IgnoredOut[]): Line[] {
  return outs.flatMap((out) => {
    const path = joinPath(repo.root, out.path);
    if (!out.cache || out.isUrl || !relativeInside(repo.root, path)) return [];
    return [lineFor(repo, path)];
  });
}

/** Git looks through no link: the line stands where the out really lies. What is not there yet lies where it says. */
function lineFor(repo: Repo, path: string): Line {
  const folder = parentOf(path);
  const real = repo.host.fs.stat(folder)?.kind === "dir" ? repo.host.fs.realPath(folder) : folder;
  if (repo.git !== undefined && relativeInside(repo.git.top, real) === undefined) {
    throw fault("invalid-file/outside-of-git", { path, top: repo.git.top });
  }
  return { file: joinPath(real, ".gitignore"), text: ignoreLine(nameOf(path)), path: joinPath(real, nameOf(path)) };
}

/** A newline cannot be written in a `.gitignore`; `?` matches it. */
function ignoreLine(name: string): string {
  return "/" + name.replace(/[\\[\]!*#?]/g, "\\$&").replaceAll("\n", "?");
}

/** The outs that git ignores already, by one process. */
function ignoredByGit(repo: Repo, lines: readonly Line[]): ReadonlySet<string> {
  if (repo.git === undefined) return new Set();
  return ignoredAmong(openGitAt(repo.host, repo.git), lines.map((line) => line.path));
}

/** @throws {ExpError} `conflict` when git tracks one of the outs */
function refuseTracked(repo: Repo, lines: readonly Line[]): void {
  const line = trackedLine(repo, lines);
  if (line === undefined) return;
  const shown = relativeInside(repo.cwd, line.path) ?? relativeInside(repo.root, line.path) ?? line.path;
  throw fault("conflict/tracked-by-git", { shown });
}

/** Which of some paths (absolute) Git tracks, or something below them. */
export function gitTracks(repo: Repo, paths: readonly string[]): (path: string) => boolean {
  const { git } = repo;
  const files = git === undefined ? [] : trackedFiles(openGitAt(repo.host, git), paths);
  const tracked = new Set(files.flatMap((file) => [...pathAndFolders(joinPath(git?.top ?? "", file))]));
  return (path) => tracked.has(path);
}

/** One of these outs that git tracks, or that holds what it tracks. */
function trackedLine(repo: Repo, lines: readonly Line[]): Line | undefined {
  const tracks = gitTracks(repo, lines.map(({ path }) => path));
  return lines.find(({ path }) => tracks(path));
}
