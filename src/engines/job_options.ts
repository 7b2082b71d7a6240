/** What a job asks its engine for: said in several places, of which the later ones win. */
import { fault } from "./faults.ts";

/** Options as the engine gets them: `partition` → `gpu`; a bare flag has no text (`exclusive` → ``). */
export type EngineOptions = Readonly<Record<string, string>>;

/** What one place says of a job; null takes back what an earlier place has said. */
export type OptionLayer = Readonly<Record<string, string | null>>;

/** What an engine's profile says of options. */
export interface OptionRules {
  /** Short names of options: `p` → `partition`. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Options that a job script sets itself, each with what to use instead. */
  readonly reserved: Readonly<Record<string, string>>;
  /** Options that say the same thing in different ways, so that one of a group counts: `mem`, `mem-per-cpu`. */
  readonly alternatives: readonly (readonly string[])[];
}

export const NO_RULES: OptionRules = { aliases: {}, reserved: {}, alternatives: [] };

/** What was said, in the order in which it was, before the engine's rules are applied. */
export type SaidOptions = readonly (readonly [key: string, value: string | null])[];

/**
 * What one place says, under the options' full names. An option takes back its alternatives from the places before.
 *
 * @param where for people: `--slurm`, `dvc.yaml:12`
 * @throws {ExpError} `usage` for what the job script sets itself, and for two alternatives at once
 */
export function layerOf(said: SaidOptions, rules: OptionRules, where: string): OptionLayer {
  const own = new Map<string, string | null>();
  for (const [name, value] of said) {
    const key = rules.aliases[name] ?? name;
    const instead = rules.reserved[key];
    if (instead !== undefined) throw fault("usage/reserved-option", { key, where, instead });
    own.set(key, value);
  }
  const layer = new Map<string, string | null>();
  for (const [key, value] of own) {
    for (const other of value === null ? [] : alternativesOf(key, rules)) {
      if (typeof own.get(other) === "string") throw fault("usage/option-alternatives", { a: key, b: other, where });
      layer.set(other, null);
    }
    if (value !== null || !layer.has(key)) layer.set(key, value);
  }
  return Object.fromEntries(layer);
}

function alternativesOf(key: string, { alternatives }: OptionRules): readonly string[] {
  return alternatives.filter((group) => group.includes(key)).flat().filter((other) => other !== key);
}

/** Later layers win, option by option. */
export function mergeLayers(layers: readonly OptionLayer[]): OptionLayer {
  return Object.assign({}, ...layers);
}

/** What the engine gets of what was said, sorted by name: the same wishes make the same job script. */
export function settleOptions(layer: OptionLayer): EngineOptions {
  const kept = Object.entries(layer).flatMap(([key, value]) => value === null ? [] : [[key, value] as const]);
  return Object.fromEntries(kept.sort(([a], [b]) => a < b ? -1 : 1));
}
