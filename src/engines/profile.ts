/** An engine as its file describes it: how to speak with it, and what its answers mean. docs/engines.md is for people. */
import type { EngineDefaults } from "./choose_options.ts";
import type { Phase } from "./types.ts";

export interface Profile extends EngineDefaults {
  /** For people: `Slurm`. */
  readonly summary: string;
  /** That must be on PATH where the engine is used. */
  readonly program: string;
  /** How long one of its commands may take. */
  readonly timeoutSeconds: number;
  /** How long what a node has written may be unseen elsewhere: network file systems look again after a while. */
  readonly graceSeconds: number;
  readonly script: ScriptProfile;
  readonly submit: SubmitProfile;
  readonly list: ListProfile;
  readonly history: BookProfile | undefined;
  readonly cancel: CancelProfile;
  readonly limits: { readonly command: string; readonly array: RegExp } | undefined;
  readonly states: ReadonlyMap<string, Phase>;
  readonly inside: InsideProfile;
  readonly environment: EnvironmentProfile;
}

/** How a job script begins. Words are between braces; a line that needs a word that there is not is left out. */
export interface ScriptProfile {
  readonly interpreter: string;
  /** `#SBATCH {line}` */
  readonly directive: string;
  /** How values stand in the lines: between double quotes, as a shell reads them, or as they are. */
  readonly quotes: "double" | "shell" | "none";
  readonly lines: readonly string[];
  readonly log: string;
  /** Paths that no line for the engine can hold: the script goes there, and writes its log, by itself. */
  readonly oddPaths: RegExp | undefined;
  /** What stands for a character in the names of log files. */
  readonly logEscape: Readonly<Record<string, string>>;
  readonly array: ArrayProfile | undefined;
  readonly warn: readonly string[];
  readonly requeue: readonly string[];
  readonly noRequeue: readonly string[];
  readonly option: string;
  readonly flag: string;
  /** Lines for the shell, before anything is run. */
  readonly before: readonly string[];
}

export interface ArrayProfile {
  readonly line: string;
  readonly throttled: string;
  readonly log: string;
  /** What the shell calls the number of an element. */
  readonly index: string;
  /** The number of the first element. */
  readonly first: number;
}

interface SubmitProfile {
  readonly command: string;
  readonly id: RegExp;
  /** It cannot be told whether the job was accepted. */
  readonly noAnswer: readonly RegExp[];
  /** The engine takes no more jobs for now. */
  readonly full: readonly RegExp[];
  readonly refusals: readonly Refusal[];
}

interface Refusal {
  readonly says: RegExp;
  /** The options that can be at fault, besides one that the text itself names. */
  readonly options: readonly string[];
}

interface BookProfile {
  readonly command: string;
  readonly line: RegExp;
}

interface ListProfile extends BookProfile {
  /** Asks for jobs by their names, also of other users. */
  readonly named: string | undefined;
}

interface CancelProfile {
  readonly command: string;
  readonly job: string;
  readonly element: string;
  /** A run of elements; undefined: they are named one by one. */
  readonly elements: string | undefined;
}

/** How a job finds itself; each list has the names of variables, of which the first that is set counts. */
interface InsideProfile {
  readonly id: readonly string[];
  /** What of that is the number of the job; undefined: all. */
  readonly number: RegExp | undefined;
  readonly element: readonly string[];
  readonly node: readonly string[];
  readonly life: readonly string[];
  readonly state: BookProfile | undefined;
  /** What words and reasons mean there that mean something else, or nothing, in a list. */
  readonly phases: ReadonlyMap<string, Phase>;
  readonly requeue: string | undefined;
  readonly requeueExit: number | undefined;
}

export interface EnvironmentProfile {
  /** Variables that would change what commands do; names, with `*` at the end for any rest. */
  readonly never: readonly string[];
  /** Set in a job, where those of the job itself are removed besides; undefined: they are removed everywhere. */
  readonly within: string | undefined;
  readonly remove: readonly string[];
  readonly keep: readonly string[];
}
