import { ExpError } from "../common/errors.ts";
import { openRemote, type Remote, type Transfer } from "../data/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { TargetChoice, UsedChoice } from "../workspace/mod.ts";
import type { Context, Options } from "./context.ts";

/** Targets with `--with-deps` and `--recursive`. */
export function targetChoice(context: Context, targets: readonly string[], options: Options): TargetChoice {
  const withDeps = options.flag("withDeps") && (context.manner === "dvc" ? "of-stages" : true);
  return { targets, withDeps, recursive: options.flag("recursive") };
}

/** What `push`, `fetch` and `pull` of data share on the command line. */
export function transferChoice(context: Context, args: readonly string[], options: Options): UsedChoice {
  return {
    ...targetChoice(context, args, options),
    allBranches: options.flag("allBranches"),
    allTags: options.flag("allTags"),
    allCommits: options.flag("allCommits"),
  };
}

/**
 * The remote to fetch from. Where none is named nor configured DVC has nothing to fetch, which is no failure: undefined.
 * @throws {ExpError} `config`
 */
export function remoteToFetch(context: Context, repo: Repo, options: Options): Remote | undefined {
  const name = options.text("remote");
  if (context.manner !== "dvc" || name !== undefined || repo.config.get("core", "remote")) {
    return openRemote(repo, name);
  }
  context.note("No remote provided and no default remote set.");
  return undefined;
}

/** `1 file`, `2 files` */
export function files(count: number): string {
  return `${count} file${count === 1 ? "" : "s"}`;
}

/** Says what neither side has; DVC takes that for a warning. @throws {ExpError} `missing-data` */
export function tellMissing(context: Context, missing: Transfer["missing"]): void {
  if (missing.length === 0) return;
  if (context.manner === "dvc") {
    const ids = [...new Set(missing.map(({ id }) => `md5: ${id.hash}`))].join("\n");
    return context.note(
      `WARNING: Some of the cache files do not exist neither locally nor on remote. Missing cache files:\n${ids}`,
    );
  }
  const paths = missing.map(({ path }) => path).join(", ");
  throw new ExpError("missing-data", `neither in the cache nor in the remote: ${paths}`, {
    hint: "run the stages again, or get the data from where it is",
  });
}
