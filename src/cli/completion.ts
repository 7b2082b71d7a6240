/**
 * What could come next on a command line. The shells' own scripts (`exp completion bash`) are a few lines each that ask
 * here, so that commands, options and names come from the one table and from the repository as it is.
 */
import type { Candidate } from "./complete_params.ts";
import { remoteNames } from "../git/mod.ts";
import { openRepo } from "../repo/mod.ts";
import type { CommandSpec, Context, Manner, OptionSpec } from "./command.ts";
import { SHELLS } from "./completion_scripts.ts";
import { takesValue } from "./option_facts.ts";
import { argumentsOf, commandsBelow, findCommand, mannerOf, namesOf, optionsFor } from "./tree.ts";

/** Kinds of words that only the repository knows, or nobody. `path`: any file, which the shell itself offers. */
type Source = NonNullable<CommandSpec["completes"]>;

/**
 * Candidates for the last of some words, with what they are, sorted as they are to be shown. Undefined: the shell should
 * offer files.
 */
export async function complete(
  context: Context,
  commands: readonly CommandSpec[],
  line: readonly string[],
): Promise<Candidate[] | undefined> {
  const { manner, rest: words } = mannerOf(line);
  const isHelp = { exp: words[0] === "help" && words.length > 1, dvc: false }[manner];
  if (words[0] === "help") words.shift();
  const typed = words.pop() ?? "";
  if (isHelp && words.length === 0) return await helpTopics(commands, typed);
  const { candidates, orFiles } = await candidatesFor(context, commands, manner, words, typed);
  const fitting = candidates.filter(({ word }) => word.startsWith(typed));
  return fitting.length === 0 && orFiles ? undefined : fitting;
}

/** What `exp help` takes: commands and pages. */
async function helpTopics(commands: readonly CommandSpec[], typed: string): Promise<Candidate[]> {
  const { topicNames } = await import("./topics.ts");
  const named = nextWords(commandsBelow(commands, "exp", []), "exp", 0);
  const pages = topicNames().filter((name) => !named.some(({ word }) => word === name));
  const candidates = [...named, ...pages.map((word) => ({ word, about: "a page of the manual" }))];
  return candidates.filter(({ word }) => word.startsWith(typed));
}

interface Choice {
  readonly candidates: readonly Candidate[];
  /** Where none of them fits, it may be a file. */
  readonly orFiles: boolean;
}

async function candidatesFor(
  context: Context,
  commands: readonly CommandSpec[],
  manner: Manner,
  words: readonly string[],
  typed: string,
): Promise<Choice> {
  const found = findCommand(commands, manner, words);
  const groups = commandsBelow(commands, manner, words);
  if (found === undefined) return { candidates: nextWords(groups, manner, words.length), orFiles: false };
  const options = optionsFor(found.spec, manner);
  const last = found.args.at(-1);
  if (last !== undefined && last.startsWith("-") && takesValue(last, options)) {
    return await fromRepository(context, sourceOfOption(last, options), typed);
  }
  const [, joined = "", begun = ""] = /^(--[a-z][a-z0-9-]*)=(.*)$/s.exec(typed) ?? [];
  if (joined !== "" && takesValue(joined, options)) {
    const { candidates, orFiles } = await fromRepository(context, sourceOfOption(joined, options), begun);
    return { candidates: candidates.map(({ word, about }) => ({ word: `${joined}=${word}`, about })), orFiles };
  }
  if (typed.startsWith("-")) return { candidates: options.flatMap(flagsOf), orFiles: false };
  if (found.spec.completes === "command") {
    return {
      candidates: nextWords(commandsBelow(commands, "exp", found.args), "exp", found.args.length),
      orFiles: false,
    };
  }
  const verbs = found.args.length === 0 ? nextWords(groups, manner, words.length) : [];
  const place = found.args.filter((word, i) => !word.startsWith("-") && !isValue(found.args, i, options)).length;
  const source = sourceOfArgument(argumentsOf(found.spec, manner).split(" ").filter(Boolean), place, found.spec);
  const { candidates, orFiles } = await fromRepository(context, source, typed);
  return { candidates: [...verbs, ...candidates], orFiles };
}

function isValue(args: readonly string[], place: number, options: readonly OptionSpec[]): boolean {
  const before = args[place - 1];
  return before !== undefined && before.startsWith("-") && takesValue(before, options);
}

function nextWords(specs: readonly CommandSpec[], manner: Manner, depth: number): Candidate[] {
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

function flagsOf(option: OptionSpec): Candidate[] {
  const long = option.flags.match(/--[a-z][a-z0-9-]*/)?.[0];
  return long === undefined ? [] : [{ word: long, about: option.about }];
}

const BY_OPTION: Readonly<Record<string, Source>> = {
  "--rev": "commit",
  "--remote": "remote",
  "--git-remote": "git-remote",
  "--before": "task",
  "--set-param": "param",
  "--sort-by": "column",
  "--drop": "column",
  "--keep": "column",
  "--filter": "column",
  "--template": "template",
  "--targets": "path",
  "--downstream": "stage",
  "--executor": "engine",
  "--profile": "job-profile",
};

/** The words of options that know only some. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  "--sort-order": ["asc", "desc"],
  "--direction": ["max", "min"],
  "--sampler": ["sobol", "lhs", "random"],
  "--color": ["auto", "always", "never"],
};

function sourceOfOption(word: string, options: readonly OptionSpec[]): Source | readonly string[] {
  const option = options.find(({ flags }) => flags.split(/[ ,]+/).includes(word));
  const long = option?.flags.match(/--[a-z][a-z0-9-]*/)?.[0] ?? "";
  return CHOICES[long] ?? BY_OPTION[long] ??
    (/<(path|paths|file|folder|dir)/.test(option?.flags ?? "") ? "path" : "none");
}

/** @param place how many arguments stand before it */
function sourceOfArgument(args: readonly string[], place: number, spec: CommandSpec): Source | readonly string[] {
  const last = args.at(-1);
  const arg = args[place] ?? (last?.includes("...") ? last : undefined);
  if (arg === undefined) return "none";
  if (spec.completes !== undefined && (place === 0 || args.length === 1)) return spec.completes;
  if (/tasks?\b/.test(arg)) return "task";
  if (/experiment/.test(arg)) return "experiment";
  if (/_rev\b/.test(arg)) return "commit";
  if (/targets?\b/.test(arg)) return "stage";
  if (/shell/.test(arg)) return SHELLS;
  return /\b(name|new|option|value|branch|call|values|metrics)\b/.test(arg) ? "none" : "path";
}

/** Reads names only: no stage is resolved, no file hashed. Outside of a repository there are none. */
async function fromRepository(
  context: Context,
  source: Source | readonly string[],
  typed: string,
): Promise<Choice> {
  if (typeof source !== "string") return { candidates: source.map((word) => ({ word, about: "" })), orFiles: false };
  if (source === "none" || source === "path" || source === "command") {
    return { candidates: [], orFiles: source === "path" };
  }
  // or by a file: of a stage, of an engine, of a template
  const orFiles = source === "stage" || source === "engine" || source === "template";
  try {
    return { candidates: await candidatesFrom(context, source, typed), orFiles };
  } catch {
    return { candidates: [], orFiles }; // a broken repository is told of by the command, not while it is typed
  }
}

async function candidatesFrom(
  context: Context,
  source: Exclude<Source, "none" | "path" | "command">,
  typed: string,
): Promise<Candidate[]> {
  if (source === "param") {
    const { paramCandidates } = await import("./complete_params.ts");
    return await paramCandidates(await openRepo(context.host, context), typed);
  }
  if (source === "task" && /^[0-9a-f]+$/.test(typed)) return await taskCandidates(context);
  return (await namesFrom(context, source)).map((word) => ({ word, about: source }));
}

/** By their names, and what could begin an id may be one. */
async function taskCandidates(context: Context): Promise<Candidate[]> {
  const { openExperiments } = await import("./open_experiments.ts");
  const { listTasks } = await import("../queue/mod.ts");
  const { repo, git } = await openExperiments(context);
  return listTasks(repo, git).flatMap(({ name, stashRev }) => [
    ...name === undefined ? [] : [{ word: name, about: "task" }],
    { word: stashRev.slice(0, SHOWN_ID), about: name ?? "task" },
  ]);
}

/** As `queue status` shows them. */
const SHOWN_ID = 7;

async function namesFrom(
  context: Context,
  source: Exclude<Source, "none" | "path" | "command" | "param">,
): Promise<string[]> {
  const repo = await openRepo(context.host, context);
  if (source === "remote") return [...repo.config.remoteNames()];
  if (source === "template") return (await import("../plots/mod.ts")).templateNames(repo);
  if (source === "engine" || source === "job-profile") {
    const { engineNames, openEngine } = await import("../engines/mod.ts");
    const names = engineNames(repo);
    if (source === "engine") return ["local", ...names];
    return [...new Set(names.flatMap((name) => [...openEngine(repo, name).profile.profiles.keys()]))];
  }
  if (source === "stage") {
    const { openProject } = await import("./open_project.ts");
    const project = await openProject({ ...context, note: () => {} });
    return (await project.stages()).flatMap(({ name }) => name === undefined ? [] : [name]);
  }
  const { openExperiments } = await import("./open_experiments.ts");
  const { git } = await openExperiments(context);
  if (source === "git-remote") return remoteNames(git);
  if (source === "task") {
    const { listTasks } = await import("../queue/mod.ts");
    return [...new Set(listTasks(repo, git).flatMap(({ name }) => name === undefined ? [] : [name]))];
  }
  if (source === "column") {
    const { collectExperiments } = await import("../revisions/mod.ts");
    const { buildShowTable } = await import("../show/mod.ts");
    return buildShowTable(await collectExperiments(repo, git, {})).columns.map(({ name }) => name);
  }
  const { listExperimentRefs } = await import("../records/mod.ts");
  const experiments = [...new Set(listExperimentRefs(git).map(({ name }) => name))];
  if (source === "experiment") return experiments;
  const named = git.peeledRefs("refs/heads", "refs/tags").map(({ name }) => name.replace(/^refs\/(heads|tags)\//, ""));
  return [...experiments, ...named];
}
