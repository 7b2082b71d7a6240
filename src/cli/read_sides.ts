/** The sides that a comparison, or `metrics show`, looks at; what cannot be read is said on standard error. */
import { requireHead } from "../entries/mod.ts";
import type { Git } from "../git/mod.ts";
import { joinPath, relativeFrom, relativeInside, type Repo } from "../repo/mod.ts";
import { isIncomplete, type Side, sidesAt, WORKSPACE_REV } from "../revisions/mod.ts";
import { brokenProject, sidesIncomplete, sideUnread } from "../voice/mod.ts";
import type { Context } from "./command.ts";
import { fault } from "./fault.ts";
import { warnOf } from "./warn_of.ts";

interface SidesRequest {
  readonly kind: "params" | "metrics";
  /** As on the command line: relative to the current folder. */
  readonly targets: readonly string[];
  /** What to call the sides, if not by their words. */
  readonly labels?: readonly string[];
  /** Only parameters that stages depend on. */
  readonly onlyDeps?: boolean;
}

/**
 * @param words commits, experiments or `workspace`
 * @throws {ExpError} `not-found`; `no-git`
 */
export async function readSides<const Words extends readonly string[]>(
  context: Context,
  { repo, git }: { readonly repo: Repo; readonly git: Git | undefined },
  words: Words,
  request: SidesRequest,
): Promise<{ readonly [Index in keyof Words]: Side }> {
  const targets = request.targets.map((target) => joinPath(repo.cwd, target))
    .map((target) => relativeInside(repo.root, target) ?? target);
  const isAll = words.every((word) => word === WORKSPACE_REV);
  if (git === undefined && !isAll) throw fault("no-git/commits", { root: repo.root });
  if (git !== undefined && git.head().rev === undefined && !isAll) {
    if (!context.rules.comparesNothing) requireHead(git);
    const empty = words.map((word): Side => ({ word, params: new Map(), metrics: new Map() }));
    return empty as unknown as { readonly [Index in keyof Words]: Side };
  }
  const read = await sidesAt(repo, git, words, {
    targets,
    hideUnseen: request.kind === "params" && !context.rules.comparesAllParams,
    onlyDeps: request.onlyDeps === true,
    onUnfetched: (error) => warnOf(context, error),
  });
  const sides = read.map((side, index): Side => ({
    ...side,
    word: request.labels?.[index] ?? side.word,
    params: asSeen(repo, side.params),
    metrics: asSeen(repo, side.metrics),
  }));
  noteProblems(context, sides, request.kind);
  return sides as unknown as { readonly [Index in keyof Words]: Side };
}

/** Files as they are called from the current folder. */
function asSeen(repo: Repo, files: Side["params"]): Side["params"] {
  const isSame = (path: string) => repo.cwd === repo.root && !path.startsWith("/");
  return new Map(
    [...files].map(([path, facts]) => [
      isSame(path) ? path : relativeFrom(repo.cwd, joinPath(repo.root, path)),
      facts,
    ]),
  );
}

function noteProblems(context: Context, sides: readonly Side[], kind: SidesRequest["kind"]): void {
  const incomplete = sides.filter((side) => isIncomplete(side, kind));
  if (incomplete.length === 0) return;
  for (const { word, problem } of incomplete) {
    if (problem === undefined) continue;
    context.tell(sideUnread(kind, word, brokenProject(problem).msg));
  }
  const words = [...new Set(incomplete.map(({ word }) => word))].join(", ");
  context.tell(sidesIncomplete(kind, words, incomplete.some(({ problem }) => problem === undefined)));
}
