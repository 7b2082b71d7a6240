/** How a command is declared: data only, so that help, completion and both command trees come from one table. */
import type { CommandModule } from "./context.ts";

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

export function option(flags: string, about: string, more: Omit<OptionSpec, "flags" | "about"> = {}): OptionSpec {
  return { flags, about, ...more };
}

/** Of commands that change the workspace. */
export const NO_WAIT = option("--no-wait", "leave with code 4 while a run has the workspace", { only: "exp" });
