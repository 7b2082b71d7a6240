import { dumpPyJson } from "../../common/py_json.ts";
import { compareCodePoints, type Value, valueMap } from "../../common/value.ts";
import { chooseBaselines } from "../../experiments/baselines.ts";
import type { FileData, RevData } from "../../experiments/collected.ts";
import { readable, readSide, WORKSPACE } from "../../experiments/rev_side.ts";
import { flatten, formatCell, renderMarkdown, renderPlain } from "../../show/mod.ts";
import { chosenFiles } from "../chosen_files.ts";
import type { Context, Options } from "../context.ts";
import { baselineChoice, openExperiments } from "../open_experiments.ts";

export async function run(context: Context, args: readonly string[], options: Options): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const many = ["allBranches", "allTags", "allCommits"].some((name) => options.flag(name));
  const words = many ? [WORKSPACE, ...chooseBaselines(git, baselineChoice(options))] : [WORKSPACE];
  const sides: [string, RevData["metrics"]][] = [];
  const chosen = chosenFiles(repo, args);
  for (const word of words) sides.push([many ? word : "", chosen((await readSide(repo, git, word)).metrics)]);
  if (options.flag("json")) context.print(dumpPyJson(asJson(sides), { date: (date) => date.iso }));
  else context.host.terminal.write("stdout", table(sides, many, options));
  noteUnreadable(context, sides.filter(([, files]) => readable(files).unreadable.length > 0).map(([word]) => word));
  return 0;
}

/** Tells which sides have metrics that could not be read. */
export function noteUnreadable(context: Context, words: readonly string[]): void {
  if (words.length === 0) return;
  const quoted = words.map((word) => `'${word}'`).join(", ");
  if (context.manner === "dvc") context.note(`DVC failed to load some metrics for following revisions: ${quoted}.`);
  else context.note(`warning: some metrics cannot be read in ${words.map((word) => word || WORKSPACE).join(", ")}`);
}

function asJson(sides: readonly (readonly [string, ReadonlyMap<string, FileData>])[]): Value {
  return new Map(sides.map(([word, files]) => [
    word,
    valueMap([["data", new Map([...files].map(([file, facts]) => [file, fileJson(facts)] as const))]]),
  ]));
}

function fileJson(facts: FileData): Value {
  if ("data" in facts) return valueMap([["data", facts.data]]);
  return valueMap([["error", valueMap([["type", facts.error.type], ["msg", facts.error.msg]])]]);
}

function table(
  sides: readonly (readonly [string, ReadonlyMap<string, FileData>])[],
  many: boolean,
  options: Options,
): string {
  const flat = sides.flatMap(([word, files]) =>
    [...files].map(([file, facts]) => ({
      word,
      file,
      cells: "data" in facts ? flatten(facts.data) : new Map<string, Value>(),
    }))
  );
  const keys = [...new Set(flat.flatMap(({ cells }) => [...cells.keys()]))].sort(compareCodePoints);
  const precision = options.int("precision");
  const rows = flat.map(({ word, file, cells }) => [
    ...(many ? [word] : []),
    file,
    ...keys.map((key) => cells.has(key) ? formatCell(cells.get(key)!, precision) : "-"),
  ]);
  const header = [...(many ? ["Revision"] : []), "Path", ...keys];
  return options.flag("md") ? renderMarkdown(header, rows) : renderPlain(header, rows);
}
