/** What the stages of a pipeline ask of the engine that runs them: `meta: {slurm: {partition: gpu}, exp: {needs: …}}`. */
import { isMap, nearestWord, pyTypeName, type Value, type ValueMap } from "../common/mod.ts";
import { fault } from "./faults.ts";
import { layerOf, mergeLayers, type OptionLayer, type OptionRules } from "./job_options.ts";
import { optionsOfYaml } from "./option_values.ts";

/** What one stage, or all of a task's, ask for. */
interface Wish {
  readonly options: OptionLayer;
  readonly profile: string | undefined;
  /** How many of which scarce thing: `gpu` → 1. */
  readonly needs: Readonly<Record<string, number>>;
}

export interface StageWish extends Wish {
  /** For people: the stage, and where it stands. */
  readonly stage: string;
  readonly where: string;
}

/** Of `meta.exp`. */
const KNOWN = ["needs", "profile"];

/**
 * @param names under which the engine is known, what it extends first: `["slurm", "our-lab"]`
 * @param place.where for messages: `dvc.yaml:12`
 * @returns undefined: it asks for nothing
 * @throws {ExpError} `invalid-file`; `usage`
 */
export function readStageWish(
  meta: Value | undefined,
  names: readonly string[],
  rules: OptionRules,
  place: { readonly stage: string; readonly where: string },
): StageWish | undefined {
  if (!isMap(meta)) return undefined;
  const { where } = place;
  const layers = names.flatMap((name) => {
    const options = meta.get(name);
    return options === undefined ? [] : [layerOf(optionsOfYaml(options, where), rules, where)];
  });
  const own = meta.get("exp");
  if (layers.length === 0 && own === undefined) return undefined;
  return { ...place, options: mergeLayers(layers), ...readOwn(own ?? null, where) };
}

function readOwn(own: Value, where: string): Pick<Wish, "needs" | "profile"> {
  if (own === null) return { needs: {}, profile: undefined };
  if (!isMap(own)) throw fault("invalid-file/job-options", { where, type: pyTypeName(own) });
  for (const key of own.keys()) {
    if (!KNOWN.includes(String(key))) {
      throw fault("invalid-file/meta-key", { where, key: String(key), nearest: nearestWord(String(key), KNOWN) });
    }
  }
  const profile = own.get("profile") ?? undefined;
  if (profile !== undefined && typeof profile !== "string") {
    throw fault("invalid-file/job-option", { where, key: "profile" });
  }
  const needs = own.get("needs") ?? new Map();
  if (!isMap(needs)) throw fault("invalid-file/job-option", { where, key: "needs" });
  return { profile, needs: readNeeds(needs, where) };
}

function readNeeds(needs: ValueMap, where: string): Wish["needs"] {
  return Object.fromEntries([...needs].map(([name, amount]) => {
    const count = typeof amount === "bigint" ? Number(amount) : NaN;
    const isNeed = /^[a-z][a-z0-9_-]*$/i.test(String(name)) && count >= 0 && count <= 9999;
    if (!isNeed) throw fault("invalid-file/job-option", { where, key: `needs.${String(name)}` });
    return [String(name), count];
  }));
}

/** What is said of the whole task, so that its stages need not agree on it. */
interface Overruling {
  readonly options: OptionLayer;
  readonly profile: string | undefined;
}

/**
 * What a task asks for that runs all of these: they share one job, so they must not contradict each other. Of scarce
 * things it has what the neediest stage wants.
 *
 * @throws {ExpError} `conflict` naming two stages
 */
export function joinStageWishes(wishes: readonly StageWish[], overruling: Overruling): Wish {
  const options = new Map<string, Said>();
  const needs: Record<string, number> = {};
  for (const by of wishes) {
    for (const [key, value] of Object.entries(by.options)) {
      if (Object.hasOwn(overruling.options, key)) continue;
      const said = options.get(key);
      if (said !== undefined && said.value !== value) throw contradiction(key, said, { value, by });
      options.set(key, { value, by });
    }
    for (const [name, count] of Object.entries(by.needs)) needs[name] = Math.max(needs[name] ?? 0, count);
  }
  const profile = overruling.profile ?? commonProfile(wishes);
  return { options: Object.fromEntries([...options].map(([key, { value }]) => [key, value])), profile, needs };
}

function commonProfile(wishes: readonly StageWish[]): string | undefined {
  const [first, ...others] = wishes.flatMap((by) => by.profile === undefined ? [] : [{ value: by.profile, by }]);
  const other = others.find(({ value }) => value !== first?.value);
  if (first !== undefined && other !== undefined) throw contradiction("profile", first, other);
  return first?.value;
}

interface Said {
  readonly value: string | null;
  readonly by: StageWish;
}

function contradiction(key: string, a: Said, b: Said): Error {
  const told = ({ value, by }: Said) => ({ stage: by.stage, where: by.where, value });
  return fault("conflict/stages-disagree", { key, stages: [told(a), told(b)] });
}
