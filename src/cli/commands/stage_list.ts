import { listStages } from "../../pipeline/mod.ts";
import { padToWidth, textWidth } from "../../show/mod.ts";
import { expSays, sayingOf } from "../../voice/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openProject } from "../open_project.ts";

export async function run(context: Context, options: Options<"stage list">): Promise<number> {
  const project = await openProject(context);
  const stages = await listStages(project, {
    targets: options.targets,
    all: options.all,
    recursive: options.recursive,
    onError: (file, error) => {
      if (options.fail || (!context.rules.listsPastCrashes && sayingOf(error).isDvcCrash)) throw error;
      context.note(`warning: ${file} cannot be read, so its stages are not listed: ${expSays(error)}`);
    },
  });
  if (options.json) {
    context.print(
      JSON.stringify({ schema: 1, stages: stages.map(({ name, description }) => ({ name, description })) }),
    );
    return 0;
  }
  if (stages.length === 0) return 0;
  if (options.nameOnly || options.namesOnly) { for (const stage of stages) context.print(stage.name); }
  else {
    const width = Math.max(...stages.map(({ name }) => textWidth(name)));
    for (const { name, description } of stages) context.print(`${padToWidth(name, width)}  ${description}`);
  }
  return 0;
}
