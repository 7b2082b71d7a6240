/** Which files of a project are pipeline files, and which may not be. */
import { ExpError } from "../common/errors.ts";
import { joinPath, nameOf, parentOf } from "../repo/paths.ts";
import type { Repo } from "../repo/types.ts";
import { absolutePath } from "../stage/paths.ts";
import type { RepoPath } from "../stage/types.ts";

export function isPipelineFileName(path: string): boolean {
  return nameOf(path) === "dvc.yaml";
}

/** `data.csv.dvc`; the folder `.dvc` is none. */
export function isDataFileName(path: string): boolean {
  const name = nameOf(path);
  return name.endsWith(".dvc") && name.length > 4;
}

/**
 * Walks a folder for dvc.yaml and `.dvc` files, root first, in the order in which the file system lists them (as DVC
 * does: its graphs show that order), calling `visit` with those of one folder at a time; it answers with the outs in
 * them, whose folders are not entered. What is ignored, `.git`, `.dvc` and other projects
 * inside this one are skipped.
 */
export async function walkPipelineFiles(
  repo: Repo,
  start: RepoPath,
  visit: (files: readonly RepoPath[]) => Promise<readonly string[]>,
): Promise<void> {
  const outs = new Set<string>();
  const walk = async (folder: RepoPath): Promise<void> => {
    const entries = repo.host.fs.list(absolutePath(repo, folder));
    if (folder !== "" && entries.some((entry) => entry.name === ".dvc" && entry.kind === "dir")) return;
    const files: RepoPath[] = [];
    const folders: RepoPath[] = [];
    for (const entry of entries) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.kind === "dir") {
        if (entry.name !== ".git" && entry.name !== ".dvc") folders.push(path);
      } else if ((isPipelineFileName(path) || isDataFileName(path)) && !repo.ignore.isIgnored(path, false)) {
        files.push(path);
      }
    }
    for (const out of await visit(files)) outs.add(out);
    for (const path of folders) {
      if (!outs.has(path) && !repo.ignore.isIgnored(path, true)) await walk(path);
    }
  };
  await walk(start);
}

/** @throws {ExpError} when a file that was asked for is not there, or is hidden by an ignore file */
export function checkFileIsUsable(repo: Repo, file: RepoPath): void {
  const path = absolutePath(repo, file);
  if (repo.ignore.isIgnored(file, false)) {
    throw new ExpError("invalid-file", `${file} is ignored by .dvcignore`, { dvcMessage: `'${path}' is dvc-ignored` });
  }
  if (isGitIgnored(repo, file)) {
    throw new ExpError("invalid-file", `${file} is ignored by Git`, {
      hint: "take the pattern out of .gitignore: a pipeline that Git does not keep cannot be reproduced",
      dvcMessage: `bad DVC file name '${file}' is git-ignored.`,
    });
  }
}

/** Asks Git, but only when an ignore file on the way has a pattern that could be meant. */
function isGitIgnored(repo: Repo, file: RepoPath): boolean {
  const { git } = repo;
  if (git === undefined) return false;
  const path = git.prefix === "" ? file : `${git.prefix}/${file}`;
  if (!mayBeGitIgnored(repo, git.top, git.commonDir, path)) return false;
  const result = repo.host.processes.runSync({
    program: "git",
    args: ["check-ignore", "-q", "--no-index", "--", path],
    cwd: git.top,
  });
  return result.code === 0;
}

/** Ignore files already looked at: their patterns' last words, as regular expressions. */
const patternsByFile = new WeakMap<Repo, Map<string, RegExp[]>>();

function mayBeGitIgnored(repo: Repo, top: string, commonDir: string, path: string): boolean {
  const known = patternsByFile.get(repo) ?? new Map<string, RegExp[]>();
  patternsByFile.set(repo, known);
  const files = [joinPath(commonDir, "info/exclude")];
  for (let folder = parentOf(path);; folder = parentOf(folder)) {
    files.push(joinPath(top, folder === "" ? ".gitignore" : `${folder}/.gitignore`));
    if (folder === "") break;
  }
  const parts = path.split("/");
  return files.some((file) => {
    let patterns = known.get(file);
    if (patterns === undefined) {
      patterns = lastWordPatterns(repo.host.fs.readTextIfThere(file) ?? "");
      known.set(file, patterns);
    }
    return patterns.some((pattern) => parts.some((part) => pattern.test(part)));
  });
}

const ANYTHING = /^/;

/** Coarse on purpose: any line whose last word could match. Git decides. */
function lastWordPatterns(text: string): RegExp[] {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "" && !/^[#!]/.test(line));
  return lines.map((line) => {
    const word = line.replace(/\/+$/, "").split("/").pop() ?? "";
    if (word.split("*").length > 3) return ANYTHING; // many stars would make the expression slow
    const source = word.replace(/[.+^${}()|]/g, "\\$&").replace(/\[[^\]]*\]?/g, ".").replace(/\\./g, ".")
      .replace(/\*/g, ".*").replace(/\?/g, ".");
    return new RegExp(`^${source}$`);
  });
}
