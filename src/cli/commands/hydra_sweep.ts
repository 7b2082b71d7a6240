import { dumpPyJson, ExpError, valueMap } from "../../common/mod.ts";
import { answerSweeps, DEFAULT_PARAMS_FILE, expandSweeps, splitSetParam } from "@exp/hydra";
import type { Context, Options } from "../context.ts";
import { answerLines } from "../jsonl.ts";

export function run(context: Context, args: readonly string[], options: Options): Promise<number> | number {
  if (options.flag("jsonl")) return answerLines(context, answerSweeps);
  if (args.length === 0) {
    throw new ExpError("usage", "which overrides?", { hint: "exp hydra sweep 'lr=0.1,0.2' 'n=range(3)'" });
  }
  if (options.flag("json")) {
    const facts = answerSweeps(valueMap([["set_param", [...args]]]), { severalInOne: true });
    context.print(dumpPyJson(facts));
    return facts.get("ok") === false ? 2 : 0;
  }
  const points = expandSweeps(splitSetParam(args), context.host.random.next);
  context.print(`${points.length} ${points.length === 1 ? "point" : "points"}`);
  for (const point of points) {
    context.print("  " + [...point].flatMap(([file, texts]) => texts.map((text) => asTyped(file, text))).join("  "));
  }
  return 0;
}

function asTyped(file: string, override: string): string {
  return file === DEFAULT_PARAMS_FILE ? override : `${file}:${override}`;
}
