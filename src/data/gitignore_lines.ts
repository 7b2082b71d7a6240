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
    const listed = new Map<string, ReadonlySet<string>>();
    return linesOf(this.repo, outs).filter(({ file, text }) => {
      const lines = listed.get(file) ?? new Set(this.#textLines(file));
      listed.set(file, lines);
      return !lines.has(text);
    });
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
    const touched = new Set<string>();
    for (const line of unlisted) {
      if (ignored.has(line.path) || this.repo.host.fs.stat(parentOf(line.file))?.kind !== "dir") continue;
      this.#append(line);
      touched.add(line.file);
    }
    return [...touched];
  }

  #append(line: Line): void {
    const { fs } = this.repo.host;
    const before = fs.readTextIfThere(line.file);
    if (!this.#before.has(line.file)) this.#before.set(line.file, before);
    this.#added.set(line.file, [...this.#added.get(line.file) ?? [], line.text]);
    const gap = before === undefined || before === "" || before.endsWith("\n") ? "" : "\n";
    fs.append(line.file, `${gap}${line.text}\n`); // one short write: faster than replacing the file, and as safe
  }

  remove(outs: readonly IgnoredOut[]): string[] {
    const touched = new Set<string>();
    for (const { file, text } of linesOf(this.repo, outs)) if (this.#takeAway(file, text)) touched.add(file);
    return [...touched];
  }

  #takeAway(file: string, text: string): boolean {
    const { fs } = this.repo.host;
    const before = fs.readTextIfThere(file);
    if (before === undefined) return false;
    const after = before.split(/(?<=\n)/).filter((line) => line.trim() !== text).join("");
    if (after === before) return false;
    if (after === "") fs.remove(file);
    else fs.writeAtomic(file, after, { sync: "content" });
    return true;
  }

  rollBack(): void {
    const { fs } = this.repo.host;
    for (const [file, lines] of this.#added) {
      for (const line of lines) this.#takeAway(file, line);
      const before = this.#before.get(file);
      // the newline that was missing at the end goes too, if nobody else has changed the file
      if (before !== undefined && fs.readTextIfThere(file) === before + "\n") fs.writeAtomic(file, before);
      if (before === "" && !fs.exists(file)) fs.writeAtomic(file, "");
    }
    this.#added.clear();
    this.#before.clear();
  }

  #textLines(file: string): string[] {
    return (this.repo.host.fs.readTextIfThere(file) ?? "").split(/\r?\n/);
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
