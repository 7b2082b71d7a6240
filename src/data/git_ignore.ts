import { ExpError } from "../common/errors.ts";
import { joinPath, nameOf, parentOf, relativeInside, type Repo } from "../repo/mod.ts";
import type { Out } from "../stage/types.ts";
import type { GitIgnoreKeeper } from "./types.ts";

/** Opens the keeper of a repository; without Git it does nothing. */
export function openGitIgnoreKeeper(repo: Repo): GitIgnoreKeeper {
  if (repo.git === undefined) return { add: () => [], remove: () => [], rollBack: () => {} };
  return new Keeper(repo);
}

interface Line {
  /** The `.gitignore`; absolute. */
  readonly file: string;
  readonly text: string;
  /** The out; absolute. */
  readonly path: string;
}

class Keeper implements GitIgnoreKeeper {
  /** What `add` has put where in this run, and what was there before the first time (undefined: no file). */
  readonly #before = new Map<string, string | undefined>();
  readonly #added = new Map<string, string[]>();

  constructor(readonly repo: Repo) {}

  add(outs: readonly Out[]): string[] {
    const unlisted = linesOf(this.repo, outs).filter((line) => !this.#textLines(line.file).includes(line.text));
    if (unlisted.length === 0) return [];
    refuseTracked(this.repo, unlisted);
    const ignored = ignoredByGit(this.repo, unlisted);
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
    fs.writeAtomic(line.file, `${before ?? ""}${gap}${line.text}\n`);
  }

  remove(outs: readonly Out[]): string[] {
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
    else fs.writeAtomic(file, after);
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
function linesOf(repo: Repo, outs: readonly Out[]): Line[] {
  return outs.flatMap((out) => {
    const path = joinPath(repo.root, out.path);
    if (!out.cache || out.isUrl || !relativeInside(repo.root, path)) return [];
    return [{ file: joinPath(parentOf(path), ".gitignore"), text: ignoreLine(nameOf(path)), path }];
  });
}

/** A newline cannot be written in a `.gitignore`; `?` matches it. */
function ignoreLine(name: string): string {
  return "/" + name.replace(/[\\[\]!*#?]/g, "\\$&").replaceAll("\n", "?");
}

/** The outs that git ignores already, by one process. */
function ignoredByGit(repo: Repo, lines: readonly Line[]): ReadonlySet<string> {
  const output = runGit(repo, ["check-ignore", "-z", "--stdin"], lines.map((line) => line.path + "\0").join(""));
  return new Set(output.split("\0").filter((path) => path !== ""));
}

/** @throws {ExpError} `conflict` when git tracks one of the outs */
function refuseTracked(repo: Repo, lines: readonly Line[]): void {
  const output = runGit(repo, [
    "ls-files",
    "-z",
    "--full-name",
    "--",
    ...lines.map((line) => `:(literal)${line.path}`),
  ]);
  const tracked = output.split("\0")[0];
  if (!tracked || repo.git === undefined) return;
  const file = joinPath(repo.git.top, tracked);
  const line = lines.find(({ path }) => relativeInside(path, file) !== undefined);
  const shown = relativeInside(repo.cwd, line?.path ?? file) ?? relativeInside(repo.root, line?.path ?? file) ?? file;
  throw new ExpError("conflict", `output ${shown} is tracked by Git`, {
    hint: `take it out of Git first: git rm -r --cached '${shown}'`,
    dvcMessage: ` output '${shown}' is already tracked by SCM (e.g. Git).\n` +
      "    You can remove it from Git, then add to DVC.\n        To stop tracking from Git:\n" +
      `            git rm -r --cached '${shown}'\n            git commit -m "stop tracking ${shown}" `,
  });
}

function runGit(repo: Repo, args: readonly string[], stdin?: string): string {
  const result = repo.host.processes.runSync({
    program: "git",
    args: ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", ...args],
    cwd: repo.root,
    ...(stdin === undefined ? {} : { stdin }),
  });
  if (result.code > 1) {
    const said = new TextDecoder().decode(result.stderr).trim();
    throw new ExpError("git-failed", `git ${args[0]} failed: ${said}`);
  }
  return new TextDecoder().decode(result.stdout);
}
