import { listFlat, listTree, sourceAddress, withListedRepo } from "../../sources/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { fault } from "../fault.ts";
import { listJson, listLines, treeLines } from "../list_lines.ts";
import { readerHere } from "../reader_here.ts";
import { withinCommand } from "../within_command.ts";

export async function run(context: Context, options: Options<"data list">): Promise<number> {
  const { url, path = "", rev, recursive, level, tree, json, size, showHash } = options;
  const { config, remote, remoteConfig } = options;
  if (tree && json) throw fault("usage/tree-and-json", {});
  const columns = { size, hash: showHash };
  const list = () =>
    withListedRepo(readerHere(context), sourceAddress(url, rev, { config, remote, remoteConfig }), {
      path,
      onlyTracked: options.dvcOnly,
      withSizes: size || json,
    }, async (place) => {
      if (tree) return treeLines(await listTree(place, level), columns);
      const entries = await listFlat(place, { recursive, level });
      return json ? [listJson(entries)] : listLines(entries, columns);
    });
  for (const line of await withinCommand("list", list, url)) context.print(line);
  return 0;
}
