/** Scarce things (`--needs gpu=1`) in an engine's own words: `gres=gpu:1`. */
import { fault } from "./faults.ts";
import type { EngineOptions } from "./job_options.ts";

/** How an engine is asked for things that it counts: the option, and an item of its value, with `{name}` and `{count}`. */
export interface NeedsRule {
  readonly option: string;
  readonly value: string;
}

/**
 * The options with what is needed added. Where they ask for the same thing already (`gpu:a100:2`), they must mean the
 * same number.
 *
 * @throws {ExpError} `conflict`
 */
export function addNeeds(
  options: EngineOptions,
  needs: Readonly<Record<string, number>>,
  rule: NeedsRule,
): EngineOptions {
  return Object.entries(needs).sort(([a], [b]) => a < b ? -1 : 1).reduce(
    (so, [name, count]) => addNeed(so, name, count, rule),
    options,
  );
}

function addNeed(options: EngineOptions, name: string, count: number, rule: NeedsRule): EngineOptions {
  const fill = (text: string) => text.replaceAll("{name}", name).replaceAll("{count}", String(count));
  const key = fill(rule.option);
  const listed = (options[key] ?? "").split(",").filter((item) => item !== "");
  const before = fill(rule.value.replace(/\{count\}.*$/s, ""));
  const given = listed.filter((item) => item === name || item.startsWith(before));
  if (given.length === 0) return count === 0 ? options : { ...options, [key]: [...listed, fill(rule.value)].join(",") };
  const asked = given.reduce((sum, item) => sum + countOf(item), 0);
  if (asked !== count) throw fault("conflict/needs", { name, count, option: `${key}=${options[key]}` });
  return options;
}

/** `gpu` and `gpu:a100` are one, `gpu:a100:2` and `gpu=2` two. */
function countOf(item: string): number {
  const last = item.split(/[:=]/).at(-1) ?? "";
  return /^\d+$/.test(last) ? Number(last) : 1;
}
