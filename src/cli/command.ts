/**
 * What a command is: how it is declared, and what it is given when it runs. A declaration is data only, so that parsing,
 * help, completion and both command trees come from one table; its types tell a command's module which options there are.
 */
import type { Rules } from "../common/mod.ts";
import type { Host } from "../host/mod.ts";
import type { BottomLines, ColourChoice } from "../ui/mod.ts";
import type { Told } from "../voice/mod.ts";

/** `dvc` prints DVC's own lines and exits with DVC's own codes, for programs that read them. */
export type Manner = "exp" | "dvc";

/** What every command is given: the machine, the manner (`exp` or `exp dvc`), and where to write. */
export interface Context {
  readonly host: Host;
  /** What stays at the bottom of the terminal while all else is written above it. */
  readonly bottom: BottomLines;
  readonly manner: Manner;
  readonly rules: Rules;
  readonly verbosity: "quiet" | "normal" | "verbose";
  /** `--color`; see ui/style.ts for what `auto` means. */
  readonly colour: ColourChoice;
  /** Wait for locks that another process holds, however long. */
  readonly waitForLock: boolean;
  /** False with `--no-wait`: leave at once when another process holds what is needed. */
  readonly waits: boolean;
  /** The folder to work in: `--cd`, or the current one. */
  readonly cwd: string;
  /** A result, on standard output; a line end is added. */
  print(line: string): void;
  /** A message, on standard error; a line end is added. Nothing with `--quiet`. */
  note(line: string): void;
  /** A warning, as a message. */
  warn(text: string): void;
  /** What has been done, in the words of the manner. Nothing with `--quiet`, but for failures. */
  tell(told: Told): void;
  /** What is printed differently in the two manners, and is no sentence. */
  inManner<T>(both: Readonly<Record<Manner, T>>): T;
}

export interface OptionSpec {
  /** `-n, --name <name>`; `<paths...>` takes all words up to the next option. */
  readonly flags: string;
  readonly about: string;
  /** `int`: a whole number; `append`: may be repeated, gives a list; default: a flag or a text, by `flags`. */
  readonly as?: "int" | "append";
  /** Its value where none is given. */
  readonly alone?: string;
  /** Only in one of the two trees. */
  readonly only?: Manner;
  /** What it stands under in help, where a command has many. */
  readonly heading?: string;
}

/** A command as it is declared, under its words after `exp`. */
export interface CommandDeclaration {
  /** Words after `exp dvc`; undefined when DVC has no such command. */
  readonly dvc?: string;
  /** Other last words for the same command (`ls` for `list`). */
  readonly aliases?: readonly string[];
  /** Its word without the group's, where no other command is called so (`move` for `data move`). */
  readonly short?: string;
  /** Positional arguments: `<experiment> [branch]`, `[targets...]`. */
  readonly args?: string;
  /** The same through `exp dvc`, where it differs. */
  readonly dvcArgs?: string;
  readonly about: string;
  /** What its arguments are, for completion, where their names in `args` do not tell. */
  readonly completes?:
    | "stage"
    | "experiment"
    | "task"
    | "remote"
    | "commit"
    | "git-remote"
    | "engine"
    | "job-profile"
    | "param"
    | "column"
    | "template"
    | "path"
    | "command"
    | "none";
  readonly examples?: readonly string[];
  readonly options?: readonly OptionSpec[];
  /** Everything from the first positional on is an argument, dashes or not (`stage add`). */
  readonly rest?: boolean;
  /** Not shown in help. */
  readonly hidden?: boolean;
}

export interface CommandSpec extends CommandDeclaration {
  readonly exp: string;
  /** The heading in the list of all commands. */
  readonly topic: string;
}

export function option<const Flags extends string, const More extends Pick<OptionSpec, "as" | "only" | "alone">>(
  flags: Flags,
  about: string,
  more?: More,
): OptionSpec & { readonly flags: Flags } & More {
  return { flags, about, ...more } as OptionSpec & { readonly flags: Flags } & More;
}

/** Puts options below one heading in help. */
export function under<const Options extends readonly OptionSpec[]>(heading: string, options: Options): Options {
  return options.map((one) => ({ ...one, heading })) as unknown as Options;
}

/** Keeps the types of what is declared, for `OptionsOf`. */
export function defineCommands<const Table extends Readonly<Record<string, CommandDeclaration>>>(table: Table): Table {
  return table;
}

/** Of commands that change the workspace. */
export const NO_WAIT = option("--no-wait", "leave with code 4 while a run has the workspace", { only: "exp" });

/** Of commands that change something: all is read and refused as without it. */
export const DRY_RUN = option("--dry-run", "only say what would be done", { only: "exp" });

/** What a line says, by the names of options and arguments in camelCase. */
export type Values = Readonly<Record<string, boolean | number | string | readonly string[] | undefined>>;

/** What a command's options and arguments are once the line is read: all of them, each under its name in camelCase. */
export type OptionsOf<Declared extends CommandDeclaration> =
  & (Declared extends { readonly options: infer Specs extends readonly OptionSpec[] } ? ValuesOf<Specs> : unknown)
  & (Declared extends { readonly args: infer Args extends string } ? ArgumentsOf<Args> : unknown);

export type ValuesOf<Specs extends readonly OptionSpec[]> = {
  readonly [Spec in Specs[number] as KeyOf<Spec["flags"]>]: ValueOf<Spec>;
};

/** `-j, --stage-jobs <n>` → `stageJobs`, `--no-commit` → `commit`, `-M <text>` → `M`. */
type KeyOf<Flags extends string> = Flags extends `${string}--no-${infer Name}` ? CamelCase<FirstWord<Name>>
  : Flags extends `${string}--${infer Name}` ? CamelCase<FirstWord<Name>>
  : Flags extends `-${infer Letter} ${string}` ? Letter
  : never;

/** A flag is true when it is given; `--no-x` is false when it is given, and true by default where there is no `--x`. */
type ValueOf<Spec extends OptionSpec> = Spec extends { readonly as: "int" } ? number | undefined
  : Spec extends { readonly as: "append" } | { readonly flags: `${string}...>` } ? readonly string[]
  : Spec extends { readonly flags: `${string}<${string}` } ? string | undefined
  : boolean;

type ArgumentsOf<Args extends string> = Args extends `${infer First} ${infer Others}`
  ? ArgumentOf<First> & ArgumentsOf<Others>
  : ArgumentOf<Args>;

type ArgumentOf<Arg extends string> = Arg extends `${"<" | "["}${infer Name}...${">" | "]"}`
  ? { readonly [Key in CamelCase<Name>]: readonly string[] }
  : Arg extends `<${infer Name}>` ? { readonly [Key in CamelCase<Name>]: string }
  : Arg extends `[${infer Name}]` ? { readonly [Key in CamelCase<Name>]: string | undefined }
  : never;

type FirstWord<Text extends string> = Text extends `${infer Word} ${string}` ? Word : Text;

type CamelCase<Name extends string> = Name extends `${infer Head}${"-" | "_"}${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;
