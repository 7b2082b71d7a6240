import { ExpError } from "../../common/mod.ts";
import { openRepo, type Repo } from "../../repo/mod.ts";
import { examineMachine, examineRepo, type Finding } from "../../workspace/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { examineEngines } from "../examine_engines.ts";
import { examineStorage } from "../examine_storage.ts";
import { programFinding, tellFindings } from "../findings.ts";

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
    programFinding(context.host),
    ...examineMachine(context.host),
    ...examineEngines(context.host, repo),
    ...examineStorage(context.host, repo),
    ...(repo === undefined
      ? [noRepo(context)]
      : await examineRepo(repo, { fix: options.fix && !options.dryRun, full: options.full })),
  ];
  return tellFindings(context, findings, options);
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

function noRepo(context: Context): Finding {
  return { name: "repository", state: "warn", text: `no repository around ${context.cwd}`, hint: "exp init" };
}
