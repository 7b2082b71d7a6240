import { ExpError } from "../common/mod.ts";
import { readUtf8 } from "../params/mod.ts";
import { joinPath } from "../repo/mod.ts";
import { placeInFile, readSearchFile, type SearchFile, splitWords } from "../search/mod.ts";
import type { Context } from "./command.ts";
import type { Options } from "./commands.ts";
import { fault } from "./fault.ts";

/** What a search shall be: what options say goes before the file, lists of theirs are added to those of the file. */
export function searchWishes(context: Context, options: Options<"search new">): SearchFile {
  const { setParam, when, enqueue, metric, direction, constraint, hydra } = options;
  const file = options.file === undefined ? undefined : readFile(context, options.file);
  const typed = {
    trials: options.trials,
    maxTime: options.maxTime,
    maxFailures: options.maxFailures,
    sampler: options.sampler,
    seed: options.seed,
    pruner: options.pruner,
    minSteps: options.minSteps,
    reductionFactor: options.reductionFactor,
  };
  return {
    ...file,
    ...Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined)),
    setParam: [...file?.setParam ?? [], ...setParam],
    when: [...file?.when ?? [], ...when],
    enqueue: [...file?.enqueue ?? [], ...enqueue.map(splitWords)],
    metric: metric.length > 0 ? metric : file?.metric ?? [],
    direction: direction.length > 0 ? direction : file?.direction ?? [],
    constraint: [...file?.constraint ?? [], ...constraint],
    hydra: hydra && file?.hydra !== false,
  };
}

/** Does something with what a file says; what is found wrong then has the line that it is about. */
export async function withPlaces<T>(context: Context, path: string | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (path === undefined || !(error instanceof ExpError)) throw error;
    throw placeInFile(error, textOf(context, path), path);
  }
}

/** @throws {ExpError} `not-found`, `invalid-file` */
function readFile(context: Context, path: string): SearchFile {
  return readSearchFile(textOf(context, path), path);
}

function textOf({ host, cwd }: Context, path: string): string {
  const text = readUtf8(host, joinPath(cwd, path), path);
  if (text === undefined) throw fault("not-found/search-file", { path });
  return text;
}
