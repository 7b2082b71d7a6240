import { dumpPyJson } from "../../common/py_json.ts";
import { answerCompose } from "../../hydra/jsonl_compose.ts";
import { composeAndDump } from "../../hydra/mod.ts";
import type { Context, Options } from "../context.ts";
import { answerLines } from "../jsonl.ts";
import { folderSource } from "../../experiments/hydra_config.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const now = new Date(context.host.clock.now());
  if (options.flag("jsonl")) return await answerLines(context, (input) => answerCompose(input, now));
  const text = composeAndDump({
    source: folderSource(context.host, context.cwd),
    configDir: options.text("configDir") ?? "conf",
    configName: options.text("configName") ?? "config",
    overrides: args,
    env: context.host.env.all(),
    now,
  }, "params.yaml");
  if (options.flag("json")) context.print(dumpPyJson(text));
  else context.host.terminal.write("stdout", text);
  return 0;
}
