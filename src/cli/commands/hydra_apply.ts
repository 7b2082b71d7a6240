import { dumpPyJson, valueMap } from "../../common/mod.ts";
import { splitOverrides } from "@exp/hydra";
import { answerApply, applyOverridesToText, readUtf8 } from "../../params/mod.ts";
import { joinPath } from "../../repo/mod.ts";
import { expSays } from "../../voice/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { answerLines } from "../jsonl.ts";
import { fault } from "../fault.ts";

export async function run(context: Context, options: Options<"hydra apply">): Promise<number> {
  if (options.jsonl) return await answerLines(context, (input) => answerApply(input, expSays));
  const { file, overrides: texts } = options;
  if (file === undefined) throw fault("usage/which", { what: "file" });
  const before = readUtf8(context.host, joinPath(context.cwd, file), file);
  const overrides = texts.flatMap((text) => splitOverrides(text));
  const how = { rules: context.rules, env: context.host.env.all(), random: context.host.random.next };
  if (options.json) {
    const input = valueMap([["file", file], ["before", before ?? null], ["overrides", overrides]]);
    const facts = await answerApply(input, expSays, how);
    context.print(dumpPyJson(facts));
    return facts.get("ok") === false ? 2 : 0;
  }
  context.host.terminal.write("stdout", await applyOverridesToText(before, file, overrides, how));
  return 0;
}
