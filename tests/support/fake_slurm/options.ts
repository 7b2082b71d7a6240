/** Options of sbatch: from its command line, from `SBATCH_` variables and from `#SBATCH` lines. */

/** Short names of those that have one. */
const SHORT: Readonly<Record<string, string>> = {
  a: "array",
  A: "account",
  C: "constraint",
  c: "cpus-per-task",
  d: "dependency",
  D: "chdir",
  e: "error",
  G: "gpus",
  H: "hold",
  J: "job-name",
  n: "ntasks",
  N: "nodes",
  o: "output",
  p: "partition",
  q: "qos",
  t: "time",
  w: "nodelist",
  x: "exclude",
};

const FLAGS = new Set([
  "parsable",
  "requeue",
  "no-requeue",
  "hold",
  "test-only",
  "exclusive",
  "overcommit",
  "contiguous",
]);
const VALUED = new Set([
  ...Object.values(SHORT).filter((name) => !FLAGS.has(name)),
  "comment",
  "export",
  "gpus-per-node",
  "gres",
  "mem",
  "mem-per-cpu",
  "nice",
  "open-mode",
  "signal",
  "tmp",
  "wrap",
]);

const VARIABLES: Readonly<Record<string, string>> = {
  SBATCH_ACCOUNT: "account",
  SBATCH_ARRAY_INX: "array",
  SBATCH_GRES: "gres",
  SBATCH_JOB_NAME: "job-name",
  SBATCH_PARTITION: "partition",
  SBATCH_QOS: "qos",
  SBATCH_TIMELIMIT: "time",
};

export interface CommandLine {
  readonly options: Record<string, string>;
  /** The script and its arguments. */
  readonly rest: readonly string[];
}

/** @returns the option that is not known */
export function parseWords(words: readonly string[]): CommandLine | string {
  const options: Record<string, string> = {};
  let at = 0;
  for (; at < words.length && words[at]!.startsWith("-"); at++) {
    const word = words[at]!;
    const [, long, longValue] = /^--([\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
    const name = long ?? SHORT[word[1]!];
    if (name === undefined || (!FLAGS.has(name) && !VALUED.has(name))) return long === undefined ? word : `--${long}`;
    const attached = long === undefined ? word.slice(2) : longValue;
    if (FLAGS.has(name)) options[name] = attached ?? "";
    else {options[name] = attached === undefined || (long === undefined && attached === "")
        ? words[++at] ?? ""
        : attached;}
  }
  return { options, rest: words.slice(at) };
}

/** `#SBATCH --time=5 --mem=1G`, before the first command of the script. */
export function parseDirectives(script: string): Record<string, string> | string {
  const options: Record<string, string> = {};
  for (const line of script.split("\n")) {
    if (line.trim() !== "" && !line.startsWith("#")) break;
    if (!line.startsWith("#SBATCH")) continue;
    const words = [...line.slice("#SBATCH".length).matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) =>
      word.replace(/"([^"]*)"|'([^']*)'/g, "$1$2")
    );
    const comment = words.findIndex((word) => word.startsWith("#"));
    const parsed = parseWords(comment === -1 ? words : words.slice(0, comment));
    if (typeof parsed === "string") return parsed;
    Object.assign(options, parsed.options);
  }
  return options;
}

export function fromVariables(env: Readonly<Record<string, string>>): Record<string, string> {
  const found = Object.entries(VARIABLES).filter(([variable]) => env[variable] !== undefined);
  return Object.fromEntries(found.map(([variable, name]) => [name, env[variable]!]));
}
