/**
 * What every command is given (the machine, the manner, where to write), and how commands are declared: data only, so that
 * help, completion and both command trees come from one table.
 */
import type { Rules } from "../common/mod.ts";
import type { Host } from "../host/mod.ts";
import type { ColourChoice } from "../ui/mod.ts";

/** `dvc` prints DVC's own lines and exits with DVC's own codes, for programs that read them. */
export type Manner = "exp" | "dvc";

export interface Context {
  readonly host: Host;
  readonly manner: Manner;
  readonly rules: Rules;
  /** Every command of both trees. */
  readonly commands: readonly CommandSpec[];
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
}

/** A parsed command line: typed access to options by their long name in camelCase, checked where they are read. */
export class Options {
  constructor(private readonly values: Readonly<Record<string, unknown>>) {}

  has(name: string): boolean {
    return this.values[name] !== undefined;
  }

  flag(name: string): boolean {
    return this.values[name] === true;
  }

  /** For `--x`/`--no-x` pairs: undefined when neither was given. */
  choice(name: string): boolean | undefined {
    const value = this.values[name];
    return typeof value === "boolean" ? value : undefined;
  }

  text(name: string): string | undefined {
    const value = this.values[name];
    return typeof value === "string" ? value : undefined;
  }

  list(name: string): string[] {
    const value = this.values[name];
    return Array.isArray(value) ? value.map(String) : typeof value === "string" ? [value] : [];
  }

  /** @throws {ExpError} `usage` is thrown by the parser before a command runs, for a value that is no whole number */
  int(name: string): number | undefined {
    const value = this.values[name];
    return typeof value === "number" ? value : undefined;
  }
}

/** A command's module: parse, call, render; no logic. Returns the exit code. */
export interface CommandModule {
  run(context: Context, args: readonly string[], options: Options): Promise<number> | number;
}

/** `flags` as commander reads them: `-n, --name <name>`. */
export interface OptionSpec {
  readonly flags: string;
  readonly about: string;
  /** `int`: a whole number; `append`: may be repeated, gives a list; default: a flag or a text, by `flags`. */
  readonly as?: "int" | "append";
  /** Only in one of the two trees. */
  readonly only?: "exp" | "dvc";
}

export interface CommandSpec {
  /** Words after `exp`; undefined when the command exists in DVC's tree only. */
  readonly exp?: string;
  /** Words after `exp dvc`; undefined when DVC has no such command. */
  readonly dvc?: string;
  /** Other last words for the same command (`ls` for `list`). */
  readonly aliases?: readonly string[];
  /** Positional arguments as commander reads them: `[targets...]`. */
  readonly args?: string;
  /** The same through `exp dvc`, where it differs. */
  readonly dvcArgs?: string;
  readonly about: string;
  /** The heading in the list of all commands. */
  readonly topic?: string;
  /** What its arguments are, for completion, where their names in `args` do not tell. */
  readonly completes?:
    | "stage"
    | "experiment"
    | "task"
    | "remote"
    | "commit"
    | "git-remote"
    | "param"
    | "column"
    | "path"
    | "none";
  readonly examples?: readonly string[];
  readonly options?: readonly OptionSpec[];
  /** Everything from the first positional on is an argument, dashes or not (`stage add`, `stage run`). */
  readonly rest?: boolean;
  /** Not shown in help. */
  readonly hidden?: boolean;
  readonly load: () => Promise<CommandModule>;
}
