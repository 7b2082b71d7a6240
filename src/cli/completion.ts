/**
 * What could come next on a command line. The shells' own scripts (`exp completion bash`) are a few lines each that ask
 * here, so that commands, options and names come from the one table and from the repository as it is.
 */
import { openRepo } from "../repo/mod.ts";
import type { Context, Manner } from "./context.ts";
import type { CommandSpec, OptionSpec } from "./spec.ts";
import { argumentsOf, commandsBelow, findCommand, namesOf, optionsFor, takesValue } from "./tree.ts";

/** Kinds of words that only the repository knows. `file` is left to the shell. */
type Source = "stage" | "experiment" | "task" | "remote" | "commit" | "git-remote" | "file" | "none";

/** Candidates for the last of some words, with what they are, sorted as they are to be shown. */
export async function complete(
  context: Context,
  commands: readonly CommandSpec[],
  line: readonly string[],
): Promise<{ word: string; about: string }[]> {
  const manner: Manner = line[0] === "dvc" ? "dvc" : "exp";
  const words = manner === "dvc" ? line.slice(1) : [...line];
  if (words[0] === "help") words.shift();
  const typed = words.pop() ?? "";
  const candidates = await candidatesFor(context, commands, manner, words, typed);
  return candidates.filter(({ word }) => word.startsWith(typed));
}

async function candidatesFor(
  context: Context,
  commands: readonly CommandSpec[],
  manner: Manner,
  words: readonly string[],
  typed: string,
): Promise<{ word: string; about: string }[]> {
  const found = findCommand(commands, manner, words);
  const groups = commandsBelow(commands, manner, words);
  if (found === undefined) return nextWords(groups, manner, words.length);
  const options = optionsFor(found.spec, manner);
  const last = found.args.at(-1);
  if (last !== undefined && last.startsWith("-") && takesValue(last, options)) {
    return await fromRepository(context, sourceOfOption(last, options));
  }
  if (typed.startsWith("-")) return options.flatMap(flagsOf);
  const verbs = found.args.length === 0 ? nextWords(groups, manner, words.length) : [];
  return [...verbs, ...await fromRepository(context, sourceOfArguments(argumentsOf(found.spec, manner), found.spec))];
}

function nextWords(specs: readonly CommandSpec[], manner: Manner, depth: number): { word: string; about: string }[] {
  const next = new Map<string, string>();
  for (const spec of specs) {
    for (const name of namesOf(spec, manner)) {
      const parts = name.split(" ");
      const word = parts[depth];
      if (word !== undefined && !next.has(word)) {
        next.set(word, parts.length === depth + 1 ? spec.about : `${word} ...`);
      }
    }
  }
  return [...next].map(([word, about]) => ({ word, about }));
}

function flagsOf(option: OptionSpec): { word: string; about: string }[] {
  const long = option.flags.match(/--[a-z][a-z0-9-]*/)?.[0];
  return long === undefined ? [] : [{ word: long, about: option.about }];
}

const BY_OPTION: Readonly<Record<string, Source>> = {
  "--rev": "commit",
  "--remote": "remote",
  "--git-remote": "git-remote",
  "--before": "task",
};

function sourceOfOption(word: string, options: readonly OptionSpec[]): Source {
  const option = options.find(({ flags }) => flags.split(/[ ,]+/).includes(word));
  const long = option?.flags.match(/--[a-z][a-z0-9-]*/)?.[0] ?? "";
  return BY_OPTION[long] ?? (/<(path|paths|folder|dir)/.test(option?.flags ?? "") ? "file" : "none");
}

function sourceOfArguments(args: string, spec: CommandSpec): Source {
  if (spec.completes !== undefined) return spec.completes;
  if (/tasks?\b/.test(args)) return "task";
  if (/experiment/.test(args)) return "experiment";
  if (/_rev\b/.test(args)) return "commit";
  if (/targets?\b/.test(args)) return "stage";
  return args === "" ? "none" : "file";
}

/** Reads names only: no stage is resolved, no file hashed. Outside of a repository there are none. */
async function fromRepository(context: Context, source: Source): Promise<{ word: string; about: string }[]> {
  if (source === "none" || source === "file") return [];
  try {
    return (await namesFrom(context, source)).map((word) => ({ word, about: source }));
  } catch {
    return []; // a broken repository is told of by the command, not while it is typed
  }
}

async function namesFrom(context: Context, source: Exclude<Source, "none" | "file">): Promise<string[]> {
  const repo = await openRepo(context.host, { cwd: context.cwd });
  if (source === "remote") return [...repo.config.remoteNames()];
  if (source === "stage") {
    const { openProject } = await import("./open_project.ts");
    const project = await openProject({ ...context, note: () => {} });
    return (await project.stages()).flatMap(({ name }) => name === undefined ? [] : [name]);
  }
  const { openExperiments } = await import("./open_experiments.ts");
  const { git } = await openExperiments(context);
  if (source === "git-remote") return git.run(["remote"]).stdout.split("\n").filter(Boolean);
  if (source === "task") {
    const { listTasks } = await import("../queue/mod.ts");
    return [...new Set(listTasks(repo, git).flatMap(({ name }) => name === undefined ? [] : [name]))];
  }
  const { listExperimentRefs } = await import("../experiments/refs.ts");
  const experiments = [...new Set(listExperimentRefs(git).map(({ name }) => name))];
  if (source === "experiment") return experiments;
  const named = git.run(["for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags"]).stdout.split("\n");
  return [...experiments, ...named.filter(Boolean)];
}
