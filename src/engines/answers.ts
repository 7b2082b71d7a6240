/** What an engine's answers say: numbers of jobs, and where they stand. */
import type { Profile } from "./profile.ts";
import type { JobStatus, OwnState, Phase } from "./types.ts";

type Groups = Readonly<Record<string, string | undefined>>;

/** The number of a job that was submitted; wrappers may have printed lines around it. */
export function readId(pattern: RegExp, text: string): string | undefined {
  return groupsOf(pattern, text).at(-1)?.["id"];
}

/** Where jobs stand, by the lines of a table. A word that the profile does not know is of a job that is still there. */
export function readStatuses(profile: Profile, pattern: RegExp, text: string): readonly JobStatus[] {
  const first = profile.script.array?.first ?? 0;
  return groupsOf(pattern, text).flatMap((groups) => {
    const status = statusOf(groups, profile.states);
    return elementsOf(groups).map((number) => ({
      ...status,
      element: number === undefined ? undefined : number - first,
    }));
  });
}

function statusOf(groups: Groups, states: ReadonlyMap<string, Phase>): Omit<JobStatus, "element"> {
  const { id = "", name = "", state: word = "", reason, node, exit } = groups;
  return {
    id,
    name,
    phase: states.get(word) ?? "running",
    word,
    ...isSaid(reason) ? { reason } : {},
    ...isSaid(node) ? { node } : {},
    ...isSaid(exit) ? { exitCode: Number(exit) } : {},
  };
}

/** Engines write `None`, `(null)` and the like for nothing. */
function isSaid(text: string | undefined): text is string {
  return text !== undefined && !/^(?:|none|\(null\)|n\/a|-|none assigned)$/i.test(text);
}

function elementsOf({ element, elements }: Groups): readonly (number | undefined)[] {
  if (element !== undefined && /^\d+$/.test(element)) return [Number(element)];
  return elements === undefined || elements === "" ? [undefined] : readElements(elements) ?? [undefined];
}

/** `[3-499%8]`, `0,2,4-10:2`; undefined for a list that was cut short, so that it does not say all. */
export function readElements(text: string): readonly number[] | undefined {
  const whole = text.replace(/^\[(.*)\]$/, "$1").replace(/%\d+$/, "");
  if (!/^\d+(?:-\d+(?::\d+)?)?(?:,\d+(?:-\d+(?::\d+)?)?)*$/.test(whole)) return undefined;
  return whole.split(",").flatMap((part) => {
    const [, from = "", to = from, step = "1"] = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/.exec(part) ?? [];
    const count = Math.floor((Number(to) - Number(from)) / Math.max(1, Number(step))) + 1;
    return Array.from({ length: Math.max(0, count) }, (_, i) => Number(from) + i * Math.max(1, Number(step)));
  });
}

/**
 * What the engine says of the job that asks.
 *
 * @param life how often it was started again, as it knows: when the engine has counted further, the next start is near
 */
export function readOwnState(profile: Profile, life: number, text: string): OwnState | undefined {
  const { state: rules, phases } = profile.inside;
  const groups = rules && groupsOf(rules.line, text)[0];
  if (groups === undefined) return undefined;
  const { state: word = "", reason = "", left, limit, spent, preempted, restarts } = groups;
  const isPreempted = isSaid(preempted) || (restarts !== undefined && Number(restarts) > life);
  const phase = phases.get(reason) ?? phases.get(word) ?? profile.states.get(word) ?? "running";
  const secondsLeft = readSeconds(left) ?? difference(readSeconds(limit), readSeconds(spent));
  return {
    phase: isPreempted ? "preempted" : phase,
    word,
    ...isSaid(reason) ? { reason } : {},
    ...secondsLeft === undefined ? {} : { secondsLeft },
  };
}

function difference(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a - b;
}

/** `90`, `1:30`, `2:00:00`, `1-00:00:00`; undefined for `UNLIMITED` and the like. */
export function readSeconds(text: string | undefined): number | undefined {
  const found = /^(?:(?:(\d+)-)?(\d+):)?(?:(\d+):)?(\d+)(?:\.\d+)?$/.exec(text ?? "");
  if (found === null) return undefined;
  const [, days = "0", a, b, seconds = "0"] = found;
  const [hours, minutes] = b === undefined ? ["0", a ?? "0"] : [a ?? "0", b];
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
}

/** The smallest of the limits that are named. */
export function readLimit(pattern: RegExp, text: string): number | undefined {
  const all = groupsOf(pattern, text).flatMap((groups) => Object.values(groups)).filter((one) => one !== undefined);
  return all.length === 0 ? undefined : Math.max(1, Math.min(...all.map(Number)));
}

function groupsOf(pattern: RegExp, text: string): readonly Groups[] {
  return [...text.matchAll(pattern)].map(({ groups }) => groups ?? {});
}
