import { answerSweeps, DEFAULT_PARAMS_FILE, expandSweeps, splitSetParam } from "@exp/hydra";
import { dumpPyJson, valueMap } from "../../common/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { answerLines } from "../jsonl.ts";
import { fault } from "../fault.ts";

export function run(context: Context, options: Options<"hydra sweep">): Promise<number> | number {
  if (options.jsonl) return answerLines(context, answerSweeps);
  if (options.overrides.length === 0) throw fault("usage/which", { what: "overrides" });
  if (options.json) {
    const facts = answerSweeps(valueMap([["set_param", [...options.overrides]]]), { severalInOne: true });
    context.print(dumpPyJson(facts));
    return facts.get("ok") === false ? 2 : 0;
  }
  const points = expandSweeps(splitSetParam(options.overrides), context.host.random.next);
  context.print(`${points.length} ${points.length === 1 ? "point" : "points"}`);
  for (const point of points) {
    context.print("  " + [...point].flatMap(([file, texts]) => texts.map((text) => asTyped(file, text))).join("  "));
  }
  return 0;
}

function asTyped(file: string, override: string): string {
  return file === DEFAULT_PARAMS_FILE ? override : `${file}:${override}`;
}
