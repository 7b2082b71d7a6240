import type { OpenedEngine } from "../engines/mod.ts";
import type { Git } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { enginesToTell } from "./cancel_later.ts";
import { drainByEngine, type HeadReport, NOTHING_DONE } from "./engine_head.ts";
import type { Ended } from "./job.ts";
import { refreshQueue } from "./refresh.ts";
import { readTasks } from "./store.ts";
import { jobIn } from "./task.ts";

interface SyncOptions {
  readonly openEngine: (name: string) => OpenedEngine;
  /** May tasks go on in another job whose jobs had no time left? */
  readonly goesOn: boolean;
  readonly onEnd?: (ended: Ended) => void;
  readonly onSilence?: (isSilent: boolean, engine: string) => void;
}

/** Names of the engines that tasks have been given to. */
function enginesInUse(repo: Repo): string[] {
  return [...new Set(readTasks(repo).flatMap(({ state }) => jobIn(state)?.engine ?? []))];
}

/** One look at everything that engines have: what ended is taken note of, what they have lost is settled. */
export async function syncEngines(repo: Repo, git: Git, options: SyncOptions): Promise<HeadReport> {
  const { recovered, damaged } = refreshQueue(repo, git);
  let sum: HeadReport = { ...NOTHING_DONE, recovered, damaged };
  for (const name of new Set([...enginesInUse(repo), ...enginesToTell(repo)])) {
    const { engine, profile } = options.openEngine(name);
    const one = await drainByEngine(repo, git, {
      engine,
      graceMs: profile.graceSeconds * 1000,
      goesOn: options.goesOn,
      defaults: profile,
      asked: { options: {} },
      pack: 1,
      exp: [],
      warnSeconds: 0,
      collectsOnly: true,
      waits: false,
      ...(options.onEnd === undefined ? {} : { onEnd: options.onEnd }),
      onSilence: (isSilent) => options.onSilence?.(isSilent, engine.title),
    });
    const left = [...sum.engine.left, ...one.engine.left];
    sum = { ...sum, ended: [...sum.ended, ...one.ended], engine: { ...sum.engine, left }, signal: one.signal };
  }
  return sum;
}
