import { dumpPyJson, ExpError, isMap } from "../../common/mod.ts";
import { byRemote, type CloudState, type FailedObject, isDirHash, openRemote, unseenFault } from "../../data/mod.ts";
import { findStatus, type Project, statusJson, statusText } from "../../pipeline/mod.ts";
import { urlScheme } from "../../repo/mod.ts";
import { displayPath, type Stage } from "../../stage/mod.ts";
import { transferItems } from "../../workspace/mod.ts";
import { frozenWarning } from "../../ui/mod.ts";
import { warnOf } from "../warn_of.ts";
import { withinCommand } from "../within_command.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { fault } from "../fault.ts";
import { openProject } from "../open_project.ts";
import { targetChoice, transferChoice } from "../transfer_choice.ts";
import { untilEnded } from "../until_ended.ts";

const UP_TO_DATE = "Data and pipelines are up to date.";

export async function run(context: Context, options: Options<"status">): Promise<number> {
  if (options.why) {
    const why = await import("./why.ts");
    return await why.run(context, options);
  }
  const project = await openProject(context);
  if (options.cloud || options.remote !== undefined) {
    return await withinCommand("cloudStatus", () => cloudStatus(context, project, options));
  }
  checkLocal(options);
  const unasked: ExpError[] = [];
  const changed = await findStatus(project, {
    ...targetChoice(context, options),
    onUnseen: (error) => warnOf(context, error),
    ...context.inManner({ exp: { onNoData: (error: ExpError) => warnOf(context, error) }, dvc: {} }),
    onFrozen: (name) =>
      context.tell({ exp: {}, dvc: { note: `WARNING: ${frozenWarning(name, "shown in the status output")}` } }),
    ...options.updates ? { isOutdated: (stage) => isNewer(context, project, stage, unasked) } : {},
  });
  const isKnown = unasked.length === 0;
  if (context.verbosity === "quiet") return changed.length === 0 && isKnown ? 0 : 1;
  if (options.json) context.print(dumpPyJson(statusJson(changed)));
  else if (changed.length > 0) context.print(statusText(changed).replace(/\n$/, ""));
  else if (isKnown) {
    const hasAny = await hasStages(project);
    context.print(hasAny ? UP_TO_DATE : "There are no data or pipelines tracked in this project yet.");
  }
  const [first] = unasked; // all else is told before
  if (first !== undefined && context.rules.asksForImports) {
    return await withinCommand("status", () => Promise.reject(first));
  }
  for (const error of unasked) warnOf(context, error);
  return 0;
}

/** @throws {ExpError} `usage` for what means something of a remote alone */
function checkLocal({ allBranches, allTags, allCommits, jobs }: Options<"status">): void {
  const given = [
    ["--all-branches", allBranches],
    ["--all-tags", allTags],
    ["--all-commits", allCommits],
    ["--jobs", jobs !== undefined],
  ] as const;
  const options = given.filter(([, isGiven]) => isGiven).map(([name]) => name);
  if (options.length > 0) throw fault("usage/without-cloud", { options });
}

/**
 * DVC asks all sources of imports, and fails without a network; exp by itself asks those of this machine.
 *
 * @param unasked gets what a source that cannot be asked has said
 */
async function isNewer(context: Context, { repo }: Project, stage: Stage, unasked: ExpError[]): Promise<boolean> {
  const origin = stage.deps[0]?.source?.get("repo");
  const url = isMap(origin) ? String(origin.get("url")) : "";
  const isFar = urlScheme(url) !== undefined || /^[^/]+@[^/]+:/.test(url);
  if (isFar && !context.rules.asksForImports) return false;
  const { isOutdated } = await import("../../sources/mod.ts");
  try {
    return await isOutdated(repo, stage);
  } catch (error) {
    if (!(error instanceof ExpError) || error.kind === "interrupted") throw error;
    unasked.push(error);
    return false;
  }
}

async function hasStages(project: Project): Promise<boolean> {
  return (await project.stages()).length > 0;
}

async function cloudStatus(
  context: Context,
  project: Project,
  options: Options<"status">,
): Promise<number> {
  const items = await transferItems(project, transferChoice(context, options, "compare"), "push");
  const name = options.remote;
  const { statusAsksEachRemote, listsLostFolders } = context.rules;
  const named = statusAsksEachRemote ? [] : items.map(({ remote }) => remote);
  for (const remote of new Set([name, ...named])) {
    // one that is not asked has to be there all the same
    if (remote !== undefined && project.repo.config.remote(remote) === undefined) {
      await openRemote(project.repo, remote);
    }
  }
  const asked = statusAsksEachRemote ? items : items.filter((item) => item.remote === undefined);
  const remotes = asked.length === 0 && !statusAsksEachRemote ? [] : await byRemote(project.repo, asked, name);
  const remoteName = name ?? project.repo.config.get("core", "remote") ?? "None";
  const folders = new Set(items.filter(({ info }) => isDirHash(info.hash)).map(({ path }) => path));
  const isListed = (path: string, state: CloudState) =>
    state !== "ok" && !(!listsLostFolders && state === "missing" && folders.has(path));
  const found: [string, CloudState][] = [];
  const unseen: FailedObject[] = [];
  const onUnseen = (object: FailedObject) =>
    void unseen.push({ ...object, path: displayPath(project.repo, object.path) });
  await untilEnded(context, "interrupted/transfer-by", async (signal) => {
    for (const [remote, own] of remotes) found.push(...await remote.status(own, { signal, onUnseen }));
  });
  const states = found.filter(([path, state]) => isListed(path, state))
    .map(([path, state]) => [displayPath(project.repo, path), state] as const);
  const trouble = unseenFault(unseen);
  if (context.verbosity === "quiet") {
    if (trouble !== undefined) throw trouble;
    return states.length === 0 ? 0 : 1;
  }
  if (options.json) context.print(dumpPyJson(new Map(states)));
  else if (states.length > 0) {
    for (const [path, state] of states) context.print(`\t${`${state}:`.padEnd(20)}${path}`);
  } else if (trouble === undefined) context.print(`Cache and remote '${remoteName}' are in sync.`);
  if (trouble !== undefined) throw trouble; // all else is told before
  return 0;
}
