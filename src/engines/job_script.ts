/** Writes job scripts: what the engine is to know in the lines that it reads, then what is to run. */
import type { ArrayProfile, Profile, ScriptProfile } from "./profile.ts";
import { quoteForShell } from "../common/mod.ts";
import { fill, wordsOf } from "./template.ts";
import type { EngineOptions } from "./job_options.ts";
import type { JobSpec } from "./types.ts";

export const SCRIPT_NAME = "job.sh";

export function renderScript(profile: Profile, spec: JobSpec): string {
  const isInScript = !sendsDirectives(profile);
  return [
    `#!${profile.script.interpreter}`,
    ...isInScript ? renderLines(profile, spec).map((line) => fill(profile.script.directive, { line })) : [],
    ...explanation(profile, spec),
    ...profile.script.before,
    ...hasOddPaths(profile.script, spec) ? [wayThere(profile.script.array, spec)] : [],
    ...body(profile.script.array, spec),
    "",
  ].join("\n");
}

/** The command that submits a script. */
export function submitCommand(profile: Profile, path: string, spec: JobSpec): string {
  const lines = renderLines(profile, spec, "none");
  const directives = lines.map((line) => fill(profile.script.directive, { line })).join("\n");
  return fill(profile.submit.command, {
    ...wordsOfSubmission(path, spec),
    directives: quoteForShell(directives),
    lines: lines.map(quoteForShell).join(" "),
  });
}

function wordsOfSubmission(path: string, { name, folder, cwd, commands }: JobSpec): Record<string, string> {
  const words = { script: path, name, folder, cwd, count: String(commands.length) };
  return Object.fromEntries(Object.entries(words).map(([word, value]) => [word, quoteForShell(value)]));
}

/** Is the engine told in the command, and not in the script? */
function sendsDirectives({ submit }: Profile): boolean {
  return wordsOf(submit.command).includes("directives");
}

/** What the engine is to know of the job, a line each; what the user has chosen comes last, and so wins. */
function renderLines({ script, needs }: Profile, spec: JobSpec, quotes = script.quotes): readonly string[] {
  const isArray = spec.commands.length > 1;
  const array = isArray ? script.array : undefined;
  const words = wordsOfJob({ ...script, quotes }, array, spec);
  const lines = [
    ...script.lines,
    ...array === undefined ? [] : [spec.throttle === undefined ? array.line : array.throttled],
    ...spec.warnSeconds > 0 ? script.warn : [],
    ...spec.requeue ? script.requeue : script.noRequeue,
  ].map((line) => fill(line, words));
  const options = Object.entries(optionsWithNeeds(needs, spec.options, spec.needs));
  return [...lines, ...options.map(([key, value]) => renderOption({ ...script, quotes }, key, value))];
}

function wordsOfJob(script: ScriptProfile, array: ArrayProfile | undefined, spec: JobSpec): Record<string, string> {
  const { name, folder, cwd, commands, throttle, warnSeconds } = spec;
  const escaped = [...folder].map((char) => script.logEscape[char] ?? char).join("");
  const first = array?.first ?? 0;
  const isOdd = hasOddPaths(script, spec);
  return {
    name,
    folder: quoted(script, folder),
    cwd: isOdd ? "/" : quoted(script, cwd),
    log: isOdd ? "/dev/null" : quoted(script, fill(array?.log ?? script.log, { folder: escaped, name })),
    count: String(commands.length),
    last: String(first + commands.length - 1),
    throttle: String(throttle ?? commands.length),
    seconds: String(warnSeconds),
  };
}

/** Then the script does by itself what the engine's lines cannot say. */
function hasOddPaths({ oddPaths }: ScriptProfile, { folder, cwd }: JobSpec): boolean {
  return [folder, cwd].some((path) => /[\r\n]/.test(path) || oddPaths?.test(path) === true);
}

function wayThere(array: ArrayProfile | undefined, { folder, cwd, commands }: JobSpec): string {
  const log = commands.length > 1 && array !== undefined ? `"/${array.index}.log"` : "/0.log";
  return `cd ${quoteForShell(cwd)} && exec >>${quoteForShell(folder)}${log} 2>&1 || exit 64`;
}

function renderOption(script: ScriptProfile, key: string, value: string): string {
  return value === "" ? fill(script.flag, { key }) : fill(script.option, { key, value: quoted(script, value) });
}

/** What a job needs becomes an option, beside what the option says already. */
function optionsWithNeeds(
  rule: Profile["needs"],
  options: EngineOptions,
  needs: Readonly<Record<string, number>>,
): EngineOptions {
  if (rule === undefined) return options;
  const asked = Object.entries(needs).map(([need, count]) => fill(rule.value, { need, count: String(count) }));
  if (asked.length === 0) return options;
  const given = options[rule.option];
  return { ...options, [rule.option]: [...given ? [given] : [], ...asked].join(",") };
}

function quoted({ quotes }: ScriptProfile, value: string): string {
  if (quotes === "none" || /^[\w@%+=:,./[\]*-]+$/.test(value)) return value;
  return quotes === "shell" ? quoteForShell(value) : `"${value.replace(/["\\]/g, "\\$&")}"`;
}

function explanation(profile: Profile, spec: JobSpec): readonly string[] {
  const { length } = spec.commands;
  const what = length === 1 ? "One experiment of exp." : `${length} experiments of exp, each an element of the array.`;
  if (sendsDirectives(profile)) return ["", `# ${what}`];
  const words = wordsOfSubmission(`${spec.folder}/${SCRIPT_NAME}`, spec);
  const command = fill(profile.submit.command, { ...words, lines: "" });
  return ["", `# ${what} By hand: ${command.replace(/\s+/g, " ")}`];
}

function body(array: ArrayProfile | undefined, { commands }: JobSpec): readonly string[] {
  const [only] = commands;
  if (commands.length === 1 || array === undefined) return [`exec ${only}`];
  return [
    `case "${array.index}" in`,
    ...commands.map((command, i) => `  ${array.first + i}) exec ${command} ;;`),
    "esac",
    `echo "no element of this job: '${array.index}'" >&2`,
    "exit 64",
  ];
}
