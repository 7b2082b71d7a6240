import { dumpPyJson, nearestWord } from "../../common/mod.ts";
import { builtInTemplate, TEMPLATE_NAMES } from "../../plots/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { fault } from "../fault.ts";

export function run(context: Context, { template }: Options<"plots templates">): number {
  if (template === undefined) {
    for (const name of TEMPLATE_NAMES) context.print(name);
    return 0;
  }
  const content = builtInTemplate(template);
  if (content === undefined) {
    throw fault("usage/plot-template", { template, nearest: nearestWord(template, TEMPLATE_NAMES) });
  }
  context.print(dumpPyJson(content));
  return 0;
}
