import { ExpError } from "../../common/mod.ts";
import { openRepo, type Repo } from "../../repo/mod.ts";
import { examineMachine, examineRepo, type Finding } from "../../workspace/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { examineEngines } from "../examine_engines.ts";
import { examineProject, refused } from "../examine_project.ts";
import { examineQueue } from "../examine_queue.ts";
import { examineStorage } from "../examine_storage.ts";
import { programFinding, tellFindings } from "../findings.ts";

export async function run(context: Context, options: Options<"doctor">): Promise<number> {
  return await context.inManner({ exp: examine, dvc: tellVersions })(context, options);
}

/** DVC's `doctor` is a list of versions. */
async function tellVersions(context: Context, _options: unknown): Promise<number> {
  const repo = await repoHere(context);
  const { dvcVersionLines } = await import("../dvc_version.ts");
  for (const line of dvcVersionLines(context.host, repo)) context.print(line);
  return 0;
}

async function examine(context: Context, options: Options<"doctor">): Promise<number> {
  const findings: Finding[] = [programFinding(context.host), ...examineMachine(context.host)];
  try {
    findings.push(...await examineHere(context, options));
  } catch (error) {
    if (!(error instanceof ExpError)) throw error;
    findings.push(refused("repository", error));
  }
  return tellFindings(context, findings, options);
}

async function examineHere(context: Context, { fix: isToFix, full, dryRun }: Options<"doctor">): Promise<Finding[]> {
  const repo = await repoHere(context), fix = isToFix && !dryRun;
  const about = [...examineEngines(context.host, repo), ...examineStorage(context.host, repo)];
  if (repo === undefined) return [...about, noRepo(context)];
  return [
    ...about,
    ...await examineRepo(repo, { fix, full, refused }),
    ...await examineProject(repo),
    ...examineQueue(repo, fix),
  ];
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
