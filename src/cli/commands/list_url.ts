import { keyValues, listedUrl, listFlat, listTree } from "../../sources/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { listLines, treeLines } from "../list_lines.ts";
import { urlReaderHere } from "../reader_here.ts";

export async function run(context: Context, options: Options<"list-url">): Promise<number> {
  const { url, recursive, level, tree, size, fsConfig } = options;
  const columns = { size, hash: false };
  const given = keyValues("--fs-config", fsConfig ?? []);
  const depth = tree || recursive ? (level === undefined ? undefined : Math.max(1, level)) : 1;
  const place = await listedUrl(await urlReaderHere(context), url, given, depth);
  const lines = tree
    ? treeLines(await listTree(place, level), columns)
    : listLines(await listFlat(place, { recursive, level }), columns);
  for (const line of lines) context.print(line);
  return 0;
}
