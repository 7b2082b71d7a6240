import { ExpError } from "../../common/errors.ts";
import { openRepo } from "../../repo/mod.ts";
import { joinPath, relativeInside } from "../../repo/paths.ts";
import type { Context, Options } from "../context.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const { host } = context;
  const repo = await openRepo(host, { cwd: context.cwd });
  const details = options.flag("details");
  if (options.flag("nonMatching") && !details) {
    throw new ExpError("usage", "--non-matching goes with --details", {
      dvcMessage: "`--non-matching` option is only valid with `--details`",
      dvcExitCode: 255,
    });
  }
  const targets = options.flag("stdin") ? (await host.terminal.readInput()).split("\n").filter(Boolean) : args;
  if (targets.length === 0) {
    throw new ExpError("usage", "which paths?", { dvcMessage: "`targets` or `--stdin` needed", dvcExitCode: 255 });
  }
  let matched = false;
  for (const target of targets) {
    const path = relativeInside(repo.root, joinPath(repo.cwd, target));
    const isDir = host.fs.stat(joinPath(repo.cwd, target))?.kind === "dir" || target.endsWith("/");
    const rule = path === undefined ? undefined : repo.ignore.explain(path, isDir);
    matched ||= rule?.ignored === true;
    if (details && rule !== undefined) context.print(`${rule.file}:${rule.line}:${rule.pattern}\t${target}`);
    else if (!details && rule?.ignored) context.print(target);
    else if (details && options.flag("nonMatching")) context.print(`::\t${target}`);
  }
  return matched ? 0 : 1;
}
