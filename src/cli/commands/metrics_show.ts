import { compareCodePoints, dumpPyJson, pyEqual, type Value, valueMap } from "../../common/mod.ts";
import { chooseBaselines } from "../../records/mod.ts";
import { type FileData, type FileError, isIncomplete, type Side, WORKSPACE_REV } from "../../revisions/mod.ts";
import type { Git } from "../../git/mod.ts";
import { flatten, formatCell, type PlainColumn, renderMarkdown } from "../../show/mod.ts";
import { brokenProject } from "../../voice/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { decimalsOf } from "../diff_tables.ts";
import { fittedTable } from "../fit_to_terminal.ts";
import { openReading } from "../open_experiments.ts";
import { readSides } from "../read_sides.ts";

export async function run(context: Context, options: Options<"metrics show">): Promise<number> {
  const place = await openReading(context);
  const { git } = place;
  const many = manyCommits(options);
  const commits = many && git !== undefined ? namedCommits(git, options) : new Map<string, string>();
  const read = await readSides(context, place, [WORKSPACE_REV, ...commits.keys()], {
    kind: "metrics",
    targets: options.targets,
    labels: [many ? WORKSPACE_REV : "", ...commits.values()],
  });
  const sides = read.filter((side) => side.isAbsent !== true);
  const shown = git !== undefined && isWorkspaceRepeated(git, sides) ? sides.slice(1) : sides;
  if (options.json) context.print(dumpPyJson(asJson(shown), { date: (date) => date.iso }));
  else context.host.terminal.write("stdout", table(context, shown, options));
  return 0;
}

function manyCommits({ allBranches, allTags, allCommits }: Options<"metrics show">): boolean {
  return allBranches || allTags || allCommits;
}

/** Commits with what to call them: the branches and tags that point at them, or their id. */
function namedCommits(git: Git, options: Options<"metrics show">): Map<string, string> {
  if (options.allCommits) {
    return new Map(chooseBaselines(git, { allCommits: true }).map((rev) => [rev, rev]));
  }
  const names = new Map<string, string[]>();
  for (const [flag, prefix] of [["allBranches", "refs/heads/"], ["allTags", "refs/tags/"]] as const) {
    if (!options[flag]) continue;
    for (const { name } of git.refs(prefix)) {
      const rev = git.resolve(`${name}^{commit}`);
      if (rev !== undefined) names.set(rev, [...names.get(rev) ?? [], name.slice(prefix.length)]);
    }
  }
  return new Map([...names].map(([rev, found]) => [rev, found.sort(compareCodePoints).join(",")]));
}

/** Whether the current branch, if it is shown, says the same; to DVC no error is the same as another. */
function isWorkspaceRepeated(git: Git, sides: readonly Side[]): boolean {
  const [workspace, ...others] = sides;
  const branch = git.head().branch;
  const same = others.find((side) => side.word === branch);
  if (workspace === undefined || isIncomplete(workspace, "metrics")) return false;
  return same !== undefined && pyEqual(sideJson(same), sideJson(workspace));
}

function asJson(sides: readonly Side[]): Value {
  return new Map(sides.map((side) => [side.word, sideJson(side)]));
}

function sideJson({ metrics, problem }: Side): Value {
  if (problem !== undefined) return valueMap([["error", errorJson(brokenProject(problem))]]);
  return valueMap([["data", new Map([...metrics].map(([file, facts]) => [file, fileJson(facts)] as const))]]);
}

function fileJson(facts: FileData): Value {
  if ("data" in facts) return valueMap([["data", facts.data]]);
  return valueMap([["error", errorJson(facts.error)]]);
}

/** DVC says the cause of an unreadable file once here, and twice in `exp show`. */
function errorJson({ type, msg }: FileError): Value {
  return valueMap([["type", type], ["msg", msg.replace(/(, \w+ file structure is corrupted)'\1$/, "$1")]]);
}

function table(context: Context, sides: readonly Side[], options: Options<"metrics show">): string {
  const flat = sides.flatMap(({ word, metrics }) =>
    [...metrics].map(([file, facts]) => ({
      word,
      file,
      cells: "data" in facts ? flatten(facts.data) : new Map<string, Value>(),
    }))
  );
  const keys = [...new Set(flat.flatMap(({ cells }) => [...cells.keys()]))].sort(compareCodePoints);
  const digits = decimalsOf(options.precision);
  const columns: PlainColumn[] = [
    { role: "file", title: "Path", cells: flat.map(({ file }) => file) },
    ...keys.map((key): PlainColumn => ({
      role: "more",
      title: key,
      cells: flat.map(({ cells }) => cells.has(key) ? formatCell(cells.get(key)!, digits) : "-"),
    })),
  ];
  if (manyCommits(options)) columns.unshift({ role: "key", title: "Revision", cells: flat.map(({ word }) => word) });
  if (flat.length === 0) return "";
  if (!options.md) return fittedTable(context, columns, options);
  return renderMarkdown(columns.map(({ title }) => title), flat.map((_, i) => columns.map(({ cells }) => cells[i]!)));
}
