import { ExpError } from "../../common/errors.ts";
import { dumpPyJson } from "../../common/py_json.ts";
import { valueMap } from "../../common/value.ts";
import { answerApply } from "../../hydra_params/jsonl_apply.ts";
import { joinPath } from "../../repo/paths.ts";
import type { Context, Options } from "../context.ts";
import { answerLines } from "../jsonl.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  if (options.flag("jsonl")) return await answerLines(context, (input) => answerApply(input));
  const [file, ...overrides] = args;
  if (file === undefined) throw new ExpError("usage", "which file?", { hint: "exp hydra apply params.yaml lr=0.2" });
  const before = context.host.fs.readTextIfThere(joinPath(context.cwd, file)) ?? null;
  const facts = await answerApply(valueMap([["file", file], ["before", before], ["overrides", overrides]]), {
    env: context.host.env.all(),
    rules: context.manner,
  });
  if (options.flag("json")) {
    context.print(dumpPyJson(facts));
    return 0;
  }
  const after = facts.get("after");
  if (typeof after !== "string") {
    const reason = facts.get("cause") ?? facts.get("error");
    throw new ExpError("invalid-override", `${file}: ${reason}`);
  }
  context.host.terminal.write("stdout", after);
  return 0;
}
