/** What an option's declaration says of it. */
import type { OptionSpec, Values } from "./command.ts";

/** `-n` and `--name` of each option. */
export function flagNames(specs: readonly OptionSpec[]): string[] {
  return specs.flatMap((spec) => spec.flags.split(/[ ,]+/).filter((word) => word.startsWith("-")));
}

/** `--name` of each option that has one. */
export function longNames(specs: readonly OptionSpec[]): string[] {
  return flagNames(specs).filter((name) => name.startsWith("--"));
}

/** The option that a word names; of a long name a beginning is enough that no other has, as everywhere in DVC's tree. */
export function optionNamed<Spec extends OptionSpec>(specs: readonly Spec[], word: string): Spec | undefined {
  const found = specs.find((spec) => flagNames([spec]).includes(word));
  if (found !== undefined || !/^--[a-z]/.test(word)) return found;
  const begun = specs.filter((spec) => longNames([spec]).some((name) => name.startsWith(word)));
  return begun.length === 1 ? begun[0] : undefined;
}

export function needsValue(spec: OptionSpec): boolean {
  return spec.flags.includes("<");
}

/** Does the next word belong to this one? */
export function takesValue(word: string, specs: readonly OptionSpec[]): boolean {
  return specs.some((spec) => needsValue(spec) && flagNames([spec]).includes(word));
}

/** What options are that do not stand on the line. `--no-x` is true then, but where there is an `--x`. */
export function defaultsOf(options: readonly OptionSpec[]): Values {
  const values: Record<string, Values[string]> = {};
  for (const spec of options) {
    const key = keyOf(spec);
    values[key] = isRepeatable(spec) ? [] : needsValue(spec) ? undefined : isNegative(spec) && values[key] !== false;
  }
  return values;
}

/** Its long name in camelCase without `no-`, or its letter: what `KeyOf` is for the compiler. */
export function keyOf({ flags }: OptionSpec): string {
  const [, long] = /--(?:no-)?([a-z][a-z0-9-]*)/.exec(flags) ?? [];
  return long === undefined ? flags.slice(1, 2) : camelCase(long);
}

export function camelCase(name: string): string {
  return name.replace(/[-_](.)/g, (_, letter: string) => letter.toUpperCase());
}

/** `expPath` → `--exp-path` */
export function flagOf(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Does its value say that the option stands on the line? Not of `--no-x`. */
export function isGiven(value: Values[string]): boolean {
  return typeof value === "object" ? value.length > 0 : value !== undefined && value !== false;
}

export function isRepeatable(spec: OptionSpec): boolean {
  return spec.as === "append" || spec.flags.includes("...");
}

export function isNegative({ flags }: OptionSpec): boolean {
  return flags.includes("--no-");
}
