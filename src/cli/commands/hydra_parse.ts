import { ExpError } from "../../common/errors.ts";
import { dumpPyJson } from "../../common/py_json.ts";
import { valueMap } from "../../common/value.ts";
import { answerGrammar } from "../../hydra/jsonl.ts";
import { parseOverride } from "../../hydra/override.ts";
import type { Context, Options } from "../context.ts";
import { answerLines } from "../jsonl.ts";

const EFFECT = { CHANGE: "change", ADD: "add", FORCE_ADD: "add or change", DEL: "delete" } as const;
const KIND = {
  ELEMENT: "a value",
  CHOICE_SWEEP: "a sweep over choices",
  SIMPLE_CHOICE_SWEEP: "a sweep over choices",
  RANGE_SWEEP: "a sweep over a range",
  INTERVAL_SWEEP: "an interval to sample from",
  GLOB_CHOICE_SWEEP: "a glob",
} as const;

export function run(context: Context, args: readonly string[], options: Options): Promise<number> | number {
  if (options.flag("jsonl")) return answerLines(context, answerGrammar);
  if (args.length === 0) {
    throw new ExpError("usage", "which override?", { hint: "exp hydra parse 'lr=choice(0.1,0.2)'" });
  }
  for (const text of args) {
    const facts = answerGrammar(valueMap([["input", text]]));
    if (options.flag("json")) {
      context.print(dumpPyJson(facts));
      continue;
    }
    const override = parseOverride(text); // throws with the place and a caret
    const where = override.package === undefined ? "" : ` in package '${override.package}'`;
    context.print(`${text}`);
    context.print(`  ${EFFECT[override.type]} '${override.key}'${where}`);
    if (override.valueKind !== undefined) {
      context.print(`  ${KIND[override.valueKind]}: ${dumpPyJson(facts.get("value")!)}`);
    }
    const points = facts.get("expand");
    if (Array.isArray(points)) context.print(`  points: ${points.join(" ")}`);
  }
  return 0;
}
