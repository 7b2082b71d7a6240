import { ExpError, readBuildInfo } from "../../common/mod.ts";
import { openRepo, type Repo } from "../../repo/mod.ts";
import { styleFor } from "../../ui/mod.ts";
import { examineMachine, examineRepo, type Finding } from "../../workspace/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { examineEngines } from "../examine_engines.ts";
import { examineStorage } from "../examine_storage.ts";

export async function run(context: Context, options: Options<"doctor">): Promise<number> {
  const repo = await repoHere(context);
  return await context.inManner({ exp: examine, dvc: tellVersions })(context, options, repo);
}

/** DVC's `doctor` is a list of versions. */
async function tellVersions(context: Context, _options: unknown, repo: Repo | undefined): Promise<number> {
  const { dvcVersionLines } = await import("../dvc_version.ts");
  for (const line of dvcVersionLines(context.host, repo)) context.print(line);
  return 0;
}

async function examine(context: Context, options: Options<"doctor">, repo: Repo | undefined): Promise<number> {
  const findings: Finding[] = [
    programOf(context),
    ...examineMachine(context.host),
    ...examineEngines(context.host, repo),
    ...examineStorage(context.host, repo),
    ...(repo === undefined
      ? [noRepo(context)]
      : await examineRepo(repo, { fix: options.fix && !options.dryRun, full: options.full })),
  ];
  const healthy = findings.every((finding) => finding.state !== "bad");
  if (options.json) context.print(JSON.stringify({ schema: 1, healthy, findings }));
  else print(context, findings);
  return healthy ? 0 : 1;
}

/** Outside of a repository there is less to look at, and that is no error. */
async function repoHere(context: Context): Promise<Repo | undefined> {
  try {
    return await openRepo(context.host, context);
  } catch (error) {
    if (error instanceof ExpError && error.kind === "not-a-repo") return undefined;
    throw error;
  }
}

function programOf({ host }: Context): Finding {
  const { version, commit } = readBuildInfo();
  const text = `exp ${version} (${commit}), Deno ${host.platform.deno}, ${host.platform.target}`;
  return { name: "program", state: "ok", text };
}

function noRepo(context: Context): Finding {
  return { name: "repository", state: "warn", text: `no repository around ${context.cwd}`, hint: "exp init" };
}

function print(context: Context, findings: readonly Finding[]): void {
  const style = styleFor(context.host, "stdout", context.colour);
  const paint = { ok: style.good, fixed: style.good, warn: style.warn, bad: style.bad };
  for (const { state, text, hint } of findings) {
    if (context.verbosity === "quiet" && state !== "bad") continue;
    context.print(`${paint[state](state.padEnd(5))} ${text}`);
    if (hint !== undefined) context.print(`      hint: ${hint}`);
  }
}
