import { createConfig, listConfig, openRepo, splitSection } from "../../repo/mod.ts";
import { padToWidth, textWidth } from "../../show/mod.ts";
import { dvcDirOf, levelOption } from "../config_level.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";

export async function run(context: Context, options: Options<"remote list">): Promise<number> {
  const level = levelOption(options);
  const dvcDir = dvcDirOf(context);
  // outside of a repository there are the user's and the machine's
  const config = level === undefined && dvcDir !== undefined
    ? (await openRepo(context.host, context)).config
    : createConfig(sectionsOf(listConfig(context.host, dvcDir, level)));
  const names = config.remoteNames();
  const width = Math.max(0, ...names.map(textWidth)) + 7;
  const standard = config.get("core", "remote");
  const urlOf = (name: string) => config.get(`remote "${name}"`, "url") ?? ""; // as written: it may lead to a remote that is gone
  if (options.json) {
    const remotes = names.map((name) => ({ name, url: urlOf(name), default: name === standard }));
    context.print(JSON.stringify({ schema: 1, remotes }));
    return 0;
  }
  for (const name of names) {
    const url = urlOf(name);
    const mark = name === standard ? "(default)" : "";
    const plain = padToWidth(name, width) + url + (mark && `  ${mark}`);
    context.print(context.inManner({ exp: plain, dvc: withTabStops([name, url, mark]) }));
  }
  return 0;
}

/** Cells apart by at least one blank, each from the next multiple of eight columns on. */
function withTabStops(cells: readonly string[]): string {
  return cells.filter(Boolean).reduce((before, cell) => before.padEnd((before.length >> 3) * 8 + 8) + cell);
}

function sectionsOf(entries: ReturnType<typeof listConfig>): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  for (const { section, option, value } of entries) {
    if (splitSection(section)[0] !== "remote" && section !== "core") continue;
    sections.set(section, (sections.get(section) ?? new Map()).set(option, value));
  }
  return sections;
}
