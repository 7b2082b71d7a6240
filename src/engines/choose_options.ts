/** All that is said of a job, put together: engine file, its profile, stages, task, command line; later ones win. */
import { nearestWord } from "../common/mod.ts";
import { fault } from "./faults.ts";
import {
  type EngineOptions,
  layerOf,
  mergeLayers,
  type OptionLayer,
  type OptionRules,
  settleOptions,
} from "./job_options.ts";
import { type NeedsRule, unaskedNeeds } from "./needs.ts";
import { joinStageWishes, type StageWish } from "./stage_wishes.ts";

/** What an engine's file has for every job, and under names to choose from. */
export interface EngineDefaults extends OptionRules {
  readonly name: string;
  /** Under which stages may speak to it: those of the engines that it extends, and its own, which wins. */
  readonly names: readonly string[];
  readonly options: OptionLayer;
  readonly profiles: ReadonlyMap<string, OptionLayer>;
  /** Undefined: the engine is told of scarce things in another way than by an option that lists them. */
  readonly needs: NeedsRule | undefined;
}

/** What a person says of a task when it is queued, or of all tasks when they are sent to the engine. */
export interface JobRequest {
  /** As written: short names, and before the engine's rules are applied. */
  readonly options: OptionLayer;
  readonly profile?: string;
}

/**
 * Refuses what no job may ask for, before there is one.
 *
 * @param where for people: `--slurm`
 * @throws {ExpError} `usage`; `not-found` for a profile that the engine lacks
 */
export function checkRequest(engine: EngineDefaults, { options, profile }: JobRequest, where: string): void {
  layerOf(Object.entries(options), engine, where);
  if (profile !== undefined) profileOf(engine, profile);
}

/** What a job asks for in the end. */
export interface JobWishes {
  readonly options: EngineOptions;
  /** What its options do not ask for already. */
  readonly needs: Readonly<Record<string, number>>;
}

/**
 * @param said.needs the task's own, which win over those of its stages
 * @throws {ExpError} `not-found` for a profile that the engine lacks; `usage`; `conflict`
 */
export function chooseOptions(
  engine: EngineDefaults,
  said: {
    readonly stages: readonly StageWish[];
    readonly task: JobRequest;
    readonly needs: Readonly<Record<string, number>>;
    readonly head: JobRequest;
  },
): JobWishes {
  const overruling = mergeLayers([
    layerOf(Object.entries(said.task.options), engine, "the task's options"),
    layerOf(Object.entries(said.head.options), engine, "the command line"),
  ]);
  const stages = joinStageWishes(said.stages, {
    options: overruling,
    profile: said.head.profile ?? said.task.profile,
  });
  const profile = stages.profile === undefined ? {} : profileOf(engine, stages.profile);
  const fromFile = (layer: OptionLayer) => layerOf(Object.entries(layer), engine, `the options of ${engine.name}`);
  const layer = mergeLayers([fromFile(engine.options), fromFile(profile), stages.options, overruling]);
  const options = settleOptions(layer);
  return { options, needs: unaskedNeeds(options, { ...stages.needs, ...said.needs }, engine.needs) };
}

function profileOf({ name, profiles }: EngineDefaults, profile: string): OptionLayer {
  const found = profiles.get(profile);
  if (found !== undefined) return found;
  throw fault("not-found/job-profile", {
    profile,
    engine: name,
    nearest: nearestWord(profile, [...profiles.keys()]),
  });
}
