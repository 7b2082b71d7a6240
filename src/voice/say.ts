import { type EndingSignal, ExpError, type NoFacts } from "../common/mod.ts";
import { CHECKPOINTS } from "./checkpoints.ts";
import { CLI } from "./cli.ts";
import { COMPARE } from "./compare.ts";
import { DATA } from "./data.ts";
import { DVC_EXIT_CODES, EXIT_CODES, SIGNAL_CODES } from "./exit_codes.ts";
import { ENGINES } from "./engines.ts";
import { ENTRIES } from "./entries.ts";
import { EXECUTORS } from "./executors.ts";
import { EXPERIMENTS } from "./experiments.ts";
import { FORMATS } from "./formats.ts";
import { GIT } from "./git.ts";
import { HOOKS } from "./hooks.ts";
import { HOST } from "./host.ts";
import { HYDRA } from "./hydra.ts";
import { OVERRIDES } from "./params.ts";
import { PIPELINE } from "./pipeline.ts";
import { PLOTS } from "./plots.ts";
import { QUEUE } from "./queue.ts";
import { RECORDS } from "./records.ts";
import { REPO } from "./repo.ts";
import type { Saying, Words } from "./saying.ts";
import { SEARCH } from "./search.ts";
import { SHOW } from "./show.ts";
import { SOURCES } from "./sources.ts";
import { STAGE } from "./stage.ts";
import { STORAGE } from "./storage.ts";
import { TRACKING } from "./tracking.ts";
import { WORKSPACE } from "./workspace.ts";

type Entry = (facts: never, cause: never) => string | Partial<Words>;

/** Every fault that there is, each in one table alone. */
const SAYINGS = {
  ...FORMATS,
  ...HYDRA,
  ...OVERRIDES,
  ...CHECKPOINTS,
  ...RECORDS,
  ...ENTRIES,
  ...EXECUTORS,
  ...ENGINES,
  ...QUEUE,
  ...TRACKING,
  ...PLOTS,
  ...SEARCH,
  ...SHOW,
  ...CLI,
  ...COMPARE,
  ...HOOKS,
  ...HOST,
  ...GIT,
  ...REPO,
  ...STORAGE,
  ...DATA,
  ...STAGE,
  ...PIPELINE,
  ...WORKSPACE,
  ...SOURCES,
  ...EXPERIMENTS,
};

/** The facts of every fault. */
export type Faults = { readonly [Name in keyof typeof SAYINGS]: FactsOf<typeof SAYINGS[Name]> };
/** Of an entry that takes none there are none. */
type FactsOf<Entry extends (...args: never[]) => unknown> = Parameters<Entry> extends [] ? NoFacts
  : Parameters<Entry>[0];

/** Puts an error into words, and those that it tells of. */
export function sayingOf(error: ExpError): Saying {
  const { fault, kind, facts } = error;
  const cause = error.cause instanceof ExpError ? sayingOf(error.cause) : undefined;
  const said = entryOf(fault)?.(facts as never, cause as never);
  const words: Partial<Words> = typeof said === "string" ? { exp: said, dvc: said } : said ?? { exp: error.message };
  const below = fault.startsWith("within/") ? cause : undefined;
  const exp = words.exp ?? below?.exp ?? "";
  const signal = signalOf(error);
  const ending = signal === undefined ? undefined : SIGNAL_CODES[signal];
  return {
    fault,
    kind,
    exp,
    hint: words.hint ?? below?.hint,
    exit: ending ?? EXIT_CODES[kind],
    dvc: words.dvc ?? below?.dvc ?? exp,
    // of signals other than Ctrl-C DVC dies
    dvcExit: words.dvcExit ?? (signal === "SIGINT" ? undefined : ending) ?? DVC_EXIT_CODES[kind] ?? 255,
    isDvcCrash: words.isDvcCrash ?? false,
  };
}

export function expSays(error: unknown): string {
  return error instanceof ExpError ? sayingOf(error).exp : error instanceof Error ? error.message : String(error);
}

export function dvcSays(error: ExpError): string {
  return sayingOf(error).dvc;
}

/** The signal that interrupted the work, told with that or with what it ended. */
function signalOf({ kind, fault, facts, cause }: ExpError): EndingSignal | undefined {
  if (kind !== "interrupted") return undefined;
  if (fault.startsWith("within/") && cause instanceof ExpError) return signalOf(cause);
  return facts["signal"] as EndingSignal | undefined;
}

function entryOf(fault: string): Entry | undefined {
  return (SAYINGS as Readonly<Record<string, Entry>>)[fault];
}
