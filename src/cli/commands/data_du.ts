import { diskUsage, sourceAddress } from "../../sources/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { shortSize } from "../list_lines.ts";
import { readerHere } from "../reader_here.ts";

export async function run(context: Context, options: Options<"data du">): Promise<number> {
  const { url, path = "", rev, summarize, config, remote, remoteConfig } = options;
  const address = sourceAddress(url, rev, { config, remote, remoteConfig });
  const found = await diskUsage(readerHere(context), address, { path, onlySum: summarize });
  const rows = found.map((each) => [shortSize(each.bytes), each.path] as const);
  const width = Math.max(...rows.map(([size]) => size.length));
  for (const [size, name] of rows) context.print(`${size.padEnd(width)}  ${name}`.trimEnd());
  return 0;
}
