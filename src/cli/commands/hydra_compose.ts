import { dumpPyJson, valueMap } from "../../common/mod.ts";
import { folderSource, projectConfigs } from "../../entries/mod.ts";
import { answerCompose, composeAndDump, type ComposeRequest, describeFailure } from "@exp/hydra";
import { findDvcDir, openRepo } from "../../repo/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { answerLines } from "../jsonl.ts";

export async function run(context: Context, options: Options<"hydra compose">): Promise<number> {
  const now = new Date(context.host.clock.now());
  if (options.jsonl) return await answerLines(context, (input) => answerCompose(input, now));
  const request = { ...await configs(context, options, now), overrides: options.overrides };
  if (!options.json) {
    context.host.terminal.write("stdout", composeAndDump(request, "params.yaml"));
    return 0;
  }
  try {
    context.print(dumpPyJson(valueMap([["after", composeAndDump(request, "params.yaml")]])));
    return 0;
  } catch (error) {
    context.print(dumpPyJson(describeFailure(error)));
    return 2;
  }
}

/** The project's own configuration, if this is a project; options win. */
async function configs(
  context: Context,
  options: Options<"hydra compose">,
  now: Date,
): Promise<Omit<ComposeRequest, "overrides">> {
  const { host, cwd } = context;
  const configName = options.configName;
  const configDir = options.configDir;
  const source = folderSource(host, cwd);
  if (configDir === undefined && findDvcDir(host, cwd) !== undefined) {
    const project = projectConfigs(await openRepo(host, { cwd }));
    return { ...project, ...(configName === undefined ? {} : { configName }) };
  }
  return {
    source,
    configDir: configDir ?? "conf",
    configName: configName ?? "config",
    env: host.env.all(),
    now,
    random: host.random.next,
  };
}
