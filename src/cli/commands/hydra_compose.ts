import { dumpPyJson } from "../../common/py_json.ts";
import { answerCompose } from "../../hydra/jsonl_compose.ts";
import { composeAndDump } from "../../hydra/mod.ts";
import { joinPath } from "../../repo/paths.ts";
import type { Context, Options } from "../context.ts";
import { answerLines } from "../jsonl.ts";
import { folderSource } from "../../experiments/hydra_config.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  if (options.flag("jsonl")) return await answerLines(context, answerCompose);
  const folder = joinPath(context.cwd, options.text("configDir") ?? "conf");
  const text = composeAndDump({
    source: folderSource(context.host, folder),
    configName: options.text("configName") ?? "config",
    overrides: args,
    env: context.host.env.all(),
  });
  if (options.flag("json")) context.print(dumpPyJson(text));
  else context.host.terminal.write("stdout", text);
  return 0;
}
