import { readUtf8 } from "../params/mod.ts";
import { joinPath } from "../repo/mod.ts";
import { readSearchFile, type SearchFile, splitWords } from "../search/mod.ts";
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

/** @throws {ExpError} `not-found`, `invalid-file` */
function readFile({ host, cwd }: Context, path: string): SearchFile {
  const text = readUtf8(host, joinPath(cwd, path), path);
  if (text === undefined) throw fault("not-found/search-file", { path });
  return readSearchFile(text, path);
}
