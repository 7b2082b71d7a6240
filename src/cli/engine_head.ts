import { checkRequest, type JobRequest, openEngine, requireProgram } from "../engines/mod.ts";
import type { EngineSettings } from "../queue/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { expSays } from "../voice/mod.ts";
import { configuredExecutor, type EngineChoice } from "./engine_options.ts";
import { flagOf } from "./option_facts.ts";

/**
 * How the queue is given to a batch engine.
 *
 * @throws {ExpError} `not-found` and `invalid-file` for the engine's file, `not-found` for its program; `usage` for what
 * it lets nobody ask for
 */
export function engineSettings(repo: Repo, choice: EngineChoice, jobs: number | undefined): EngineSettings {
  const { engine, profile } = openEngine(repo, choice.executor);
  checkRequest(profile, choice.asked, SAID_BY);
  requireProgram(repo.host, profile);
  return {
    engine,
    defaults: profile,
    asked: choice.asked,
    pack: choice.pack,
    ...(jobs === undefined ? {} : { throttle: jobs }),
    ...(choice.scratch === undefined ? {} : { scratch: choice.scratch }),
    exp: choice.expPath === undefined ? repo.host.platform.self : [choice.expPath],
    warnSeconds: choice.warnSeconds,
    goesOn: choice.requeue,
    graceMs: profile.graceSeconds * 1000,
    say: expSays,
  };
}

/** Refuses of a task, when it is queued, what the engine that is likely to get it lets nobody ask for. */
export function checkTaskRequest(repo: Repo, { options, profile }: JobRequest, isForSlurm: boolean): void {
  const chosen = configuredExecutor(repo);
  const name = chosen ?? (isForSlurm ? "slurm" : undefined);
  if (name === undefined) return;
  const isKnown = chosen !== undefined && profile !== undefined;
  checkRequest(openEngine(repo, name).profile, { options, ...(isKnown ? { profile } : {}) }, SAID_BY);
}

/** Whatever the option is called. */
const SAID_BY = "--slurm";

/** The choice as words of another command line. */
export function engineWords(options: {
  readonly executor: string | undefined;
  readonly slurm: readonly string[];
  readonly submitOption: readonly string[];
  readonly profile: string | undefined;
  readonly requeue: boolean;
  readonly pack: number | undefined;
  readonly scratch: string | undefined;
  readonly expPath: string | undefined;
  readonly warn: string | undefined;
}): string[] {
  const words = [
    ...options.slurm.flatMap((text) => ["--slurm", text]),
    ...options.submitOption.flatMap((text) => ["--submit-option", text]),
  ];
  for (const name of ["executor", "profile", "pack", "scratch", "expPath", "warn"] as const) {
    if (options[name] !== undefined) words.push(flagOf(name), String(options[name]));
  }
  return options.requeue ? [...words, "--requeue"] : words;
}
