/** What Git calls by itself: hooks and merge drivers. Git itself is only asked where they are, and told of drivers. */
import type { Host } from "../host/mod.ts";
import { createGitCommand, gitFailed } from "./command.ts";
import type { GitPlace } from "./types.ts";

/** @param isShared it lies outside of the repository: other repositories have the same hooks */
export function hooksFolder(
  host: Host,
  { top, commonDir }: GitPlace,
): { readonly path: string; readonly isShared: boolean } {
  const asked = createGitCommand(host, top).text(["config", "--show-scope", "--path", "--get-all", "core.hooksPath"]);
  // those of the command line are our own, by which git calls none
  const lines = asked.stdout.split("\n").map((line) => line.split("\t")).filter(([scope]) => scope !== "command");
  const [, set] = lines.findLast(([, path]) => path !== undefined && path !== "") ?? [];
  if (set === undefined) return { path: `${commonDir}/hooks`, isShared: false };
  const path = set.startsWith("/") ? set : `${top}/${set}`;
  const isInside = [top, commonDir].some((folder) => path.startsWith(`${folder}/`));
  return { path, isShared: !isInside };
}

/** Tells the repository's own configuration of a merge driver; `.gitattributes` says which files it is for. */
export function setMergeDriver(
  host: Host,
  { top }: Pick<GitPlace, "top">,
  driver: { readonly name: string; readonly title: string; readonly command: string },
): void {
  const git = createGitCommand(host, top);
  git.must(["config", "--local", `merge.${driver.name}.name`, driver.title]);
  git.must(["config", "--local", `merge.${driver.name}.driver`, driver.command]);
}

/** Merges texts as Git does, into ours. Paths are absolute. @returns false: there are conflicts, between markers */
export function mergeTexts(
  host: Host,
  files: { readonly our: string; readonly ancestor: string; readonly their: string },
  markerSize: number,
): boolean {
  const labels = ["ours", "ancestor", "theirs"].flatMap((label) => ["-L", label]);
  const args = ["merge-file", "--quiet", `--marker-size=${markerSize}`, ...labels];
  const { our, ancestor, their } = files;
  const result = createGitCommand(host, "/").text([...args, our, ancestor, their]);
  if (result.code > 127) throw gitFailed(args, result);
  return result.code === 0;
}
