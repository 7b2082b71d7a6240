import { ignoreReasonText, joinPath, openRepo, relativeInside } from "../../repo/mod.ts";
import { displayPath } from "../../stage/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { fault } from "../fault.ts";

export async function run(context: Context, options: Options<"check-ignore">): Promise<number> {
  const { host } = context;
  const repo = await openRepo(host, context);
  const details = options.details;
  refuse(options.nonMatching && !details, "`--non-matching` is only valid with `--details`");
  refuse(options.all && !details, "`--all` is only valid with `--details`");
  refuse(details && context.verbosity === "quiet", "cannot use both `--details` and `--quiet`");
  refuse(options.stdin && options.targets.length > 0, "cannot have both `targets` and `--stdin`");
  const targets = options.stdin ? (await host.terminal.readInput()).split("\n").filter(Boolean) : options.targets;
  refuse(targets.length === 0 && !options.stdin, "`targets` or `--stdin` needed");
  let matched = false;
  for (const target of targets) {
    const path = relativeInside(repo.root, joinPath(repo.cwd, target));
    const isDir = host.fs.stat(joinPath(repo.cwd, target))?.kind === "dir" || target.endsWith("/");
    const reason = path === undefined ? undefined : repo.ignore.explain(path, isDir);
    matched ||= reason !== undefined && (details || reason.ignored);
    if (context.verbosity === "quiet") continue;
    if (details && reason !== undefined) {
      // DVC names the file from the root, whatever the current folder
      const nameOf = (file: string) => context.inManner({ exp: displayPath(repo, file), dvc: file });
      context.print(`${ignoreReasonText(reason, nameOf)}\t${target}`);
    } else if (!details && reason?.ignored) context.print(target);
    else if (details && options.nonMatching) context.print(`::\t${target}`);
  }
  return matched ? 0 : 1;
}

function refuse(isWrong: boolean, what: string): void {
  if (!isWrong) return;
  throw fault("usage/check-ignore", { what });
}
