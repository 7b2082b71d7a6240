import { dumpPyJson, type Value, valueMap } from "../../common/mod.ts";
import { explainStages } from "../../pipeline/mod.ts";
import { type ChangeReason, describeReason } from "../../stage/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openProject } from "../open_project.ts";

/** Each reason that each stage would run for, with old and new value where there are such. */
export async function run(context: Context, options: Options<"why"> & Partial<Options<"status">>): Promise<number> {
  const found = await explainStages(await openProject(context), {
    targets: options.targets,
    withDeps: options.withDeps === true,
    recursive: options.recursive === true,
  });
  if (options.json) {
    const stages = found.map(({ name, reasons }) => valueMap([["stage", name], ["reasons", reasons.map(asValue)]]));
    context.print(dumpPyJson(valueMap([["schema", 1n], ["stages", stages]]), { date: (date) => date.iso }));
    return 0;
  }
  if (found.length === 0) context.print("every stage is up to date");
  for (const { name, reasons } of found) {
    context.print(name);
    for (const line of new Set(reasons.flatMap(describeReason))) context.print(`  ${line}`);
  }
  return 0;
}

function asValue(reason: ChangeReason): Value {
  const facts = valueMap([["kind", reason.kind], ["text", reason.text]]);
  if (reason.path !== undefined) facts.set("path", reason.path);
  if (reason.key !== undefined) facts.set("key", reason.key);
  if (reason.state !== undefined) facts.set("state", reason.state);
  if (reason.before !== undefined) facts.set("before", reason.before);
  if (reason.after !== undefined) facts.set("after", reason.after);
  return facts;
}
