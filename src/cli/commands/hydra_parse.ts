import {
  answerGrammar,
  ChoiceSweep,
  GlobValue,
  HydraError,
  IntervalSweep,
  type Override,
  overrideData,
  type OverrideValue,
  parseOverride,
  RangeSweep,
  splitOverrides,
} from "@exp/hydra";
import { dumpPyJson, type Value, type ValueMap, valueMap } from "../../common/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { answerLines } from "../jsonl.ts";
import { fault } from "../fault.ts";

const EFFECT = { CHANGE: "change", ADD: "add", FORCE_ADD: "add or change", DEL: "delete" } as const;

export function run(context: Context, options: Options<"hydra parse">): Promise<number> | number {
  if (options.jsonl) return answerLines(context, answerGrammar);
  if (options.overrides.length === 0) throw fault("usage/which", { what: "override" });
  let code = 0;
  for (const text of options.overrides.flatMap((arg) => splitOverrides(arg))) {
    const override = options.json ? undefined : parseOverride(text, context.host.random.next); // throws with the place and a caret
    const facts = answerGrammar(valueMap([["input", text]]));
    if (override !== undefined) { for (const line of describe(override, facts)) context.print(line); }
    else {
      context.print(dumpPyJson(facts));
      if (facts.get("ok") === false) code = 2;
    }
  }
  return code;
}

function describe(override: Override, facts: ValueMap): string[] {
  const where = override.package === undefined ? "" : ` in package '${override.package}'`;
  const lines = [override.input, `  ${EFFECT[override.type]} '${override.key}'${where}`];
  if (override.valueKind !== undefined) lines.push(`  ${describeValue(override.value)}`);
  const points = facts.get("expand");
  if (Array.isArray(points)) lines.push(`  ${points.length} points: ${points.join(" ")}`);
  return lines;
}

function describeValue(value: OverrideValue): string {
  if (value instanceof GlobValue) return "a glob, which cannot be queued";
  if (value instanceof IntervalSweep) {
    const tags = value.tags.length === 0 ? "" : `, ${value.tags.join(", ")}`;
    return `an interval from ${value.start} to ${value.end}${tags}: draw from it with --samples`;
  }
  if (value instanceof ChoiceSweep) return "a sweep over choices" + (value.shuffle ? ", in any order" : "");
  if (value instanceof RangeSweep) return "a sweep over a range" + (value.shuffle ? ", in any order" : "");
  const data = overrideData(value, "config");
  if (data instanceof HydraError) throw data;
  return `${kindOf(value)}: ${dumpPyJson(data as Value)}`;
}

function kindOf(value: OverrideValue): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "boolean":
      return "a truth value";
    case "bigint":
      return "an integer";
    case "number":
      return "a float";
    case "string":
      return "text";
    default:
      return "text" in value ? "text" : "a mapping";
  }
}
