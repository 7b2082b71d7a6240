/** How parts of jobs are named when they are to be cancelled: as few words as can be. */
import type { Profile } from "./profile.ts";
import { quoteForShell } from "../common/mod.ts";
import { fill } from "./template.ts";
import type { JobPart } from "./types.ts";

/** Each is a part of a command line, ready to be put there. */
export function cancelWords({ cancel, script }: Profile, parts: readonly JobPart[]): readonly string[] {
  const first = script.array?.first ?? 0;
  return [...Map.groupBy(parts, ({ id }) => id)].flatMap(([id, ofJob]) => {
    if (ofJob.some(({ element }) => element === undefined)) return [quoted(cancel.job, { id })];
    const elements = [...new Set(ofJob.map(({ element }) => (element as number) + first))].sort((a, b) => a - b);
    const runs = cancel.elements === undefined ? elements.map((one) => [one, one] as const) : runsOf(elements);
    return runs.map(([from, to]) =>
      from === to || cancel.elements === undefined
        ? quoted(cancel.element, { id, element: String(from) })
        : quoted(cancel.elements, { id, first: String(from), last: String(to) })
    );
  });
}

/** Sorted numbers as runs of neighbours. */
function runsOf(numbers: readonly number[]): readonly (readonly [first: number, last: number])[] {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs;
}

/** A template may be several words: `{id} -t {element}`. */
function quoted(template: string, values: Readonly<Record<string, string>>): string {
  return template.split(" ").map((word) => quoteForShell(fill(word, values))).join(" ");
}
