import { emitProgress } from "../../data/mod.ts";
import { getUrl, keyValues } from "../../sources/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { urlReaderHere } from "../reader_here.ts";
import { createReporter } from "../reporter.ts";
import { withinCommand } from "../within_command.ts";

export async function run(context: Context, options: Options<"get-url">): Promise<number> {
  const { url, out, force, jobs } = options;
  const fsConfig = keyValues("--fs-config", options.fsConfig ?? []);
  const tell = emitProgress(createReporter(context));
  const get = async () => await getUrl(await urlReaderHere(context), url, { out, force, jobs, fsConfig, tell });
  await withinCommand("getUrl", get, url);
  return 0;
}
