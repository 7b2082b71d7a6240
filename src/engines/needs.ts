/** Scarce things (`--needs gpu=1`) beside options that may ask for them, too: `gres=gpu:1`. */
import { fault } from "./faults.ts";
import type { EngineOptions } from "./job_options.ts";

/** How an engine is asked for things that it counts: the option, and an item of its value, with `{need}` and `{count}`. */
export interface NeedsRule {
  readonly option: string;
  readonly value: string;
}

/**
 * What the options do not ask for already. Where they do (`gpu:a100:2`), they must mean the same number.
 *
 * @throws {ExpError} `conflict`
 */
export function unaskedNeeds(
  options: EngineOptions,
  needs: Readonly<Record<string, number>>,
  rule: NeedsRule | undefined,
): Readonly<Record<string, number>> {
  const wanted = Object.entries(needs).sort(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(wanted.filter(([name, count]) => {
    const asked = rule === undefined ? undefined : askedFor(options, name, rule);
    if (asked !== undefined && asked !== count) {
      throw fault("conflict/needs", { name, count, option: `${rule?.option}=${options[rule?.option ?? ""]}` });
    }
    return asked === undefined && count > 0;
  }));
}

/** Undefined: not at all. */
function askedFor(options: EngineOptions, name: string, rule: NeedsRule): number | undefined {
  const before = rule.value.replaceAll("{need}", name).replace(/\{count\}.*$/s, "");
  const items = (options[rule.option] ?? "").split(",").filter((item) => item === name || item.startsWith(before));
  return items.length === 0 ? undefined : items.reduce((sum, item) => sum + countOf(item), 0);
}

/** `gpu` and `gpu:a100` are one, `gpu:a100:2` and `gpu=2` two. */
function countOf(item: string): number {
  const last = item.split(/[:=]/).at(-1) ?? "";
  return /^\d+$/.test(last) ? Number(last) : 1;
}
