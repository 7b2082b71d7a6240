/** Which kind of "no" an engine has answered to a job, and which of its options are at fault. */
import type { ExpError } from "../common/mod.ts";
import { fault, type GivenOption } from "./faults.ts";
import type { Profile } from "./profile.ts";
import type { EngineOptions } from "./job_options.ts";
import type { JobSpec } from "./types.ts";

const MOST_LINES = 5;

/** What a command has answered. */
export interface Answer {
  /** Undefined: it was ended because it took too long, or by a signal. */
  readonly code: number | undefined;
  readonly out: string;
  readonly err: string;
}

/** The fault that an answer without a job's number is. */
export function judgeRefusal(profile: Profile, spec: JobSpec, answer: Answer): ExpError {
  const says = saidBy(answer);
  if (answer.code === 127) return fault("not-found/engine-program", { engine: profile.summary, says });
  if (mayHaveBeenHeard(profile, answer)) {
    return fault("io/no-answer", { engine: profile.summary, doing: `submitting ${spec.name}`, says });
  }
  if (profile.submit.full.some((one) => one.test(says))) {
    return fault("busy/engine-full", { engine: profile.summary, says });
  }
  const options = optionsAtFault(profile, spec.options, says);
  return fault("usage/refused", { engine: profile.summary, options, says });
}

/** Did the engine not answer, or not say what became of the question? */
export function mayHaveBeenHeard({ submit }: Profile, answer: Answer): boolean {
  const { code } = answer;
  return code === undefined || code === 0 || submit.noAnswer.some((one) => one.test(saidBy(answer)));
}

/** Of the job's options, whose names may be cut short, those that a refusal is about; or the one that it names itself. */
export function optionsAtFault(profile: Profile, options: EngineOptions, says: string): readonly GivenOption[] {
  const found = new Map<string, string>();
  for (const refusal of profile.submit.refusals) {
    const match = refusal.says.exec(says);
    if (match === null) continue;
    const named = match.groups?.["option"];
    if (named !== undefined && refusal.options.length === 0) found.set(named, options[named] ?? "");
    for (const option of refusal.options) {
      const key = Object.keys(options).find((key) => option.startsWith(key));
      if (key !== undefined) found.set(key, options[key] ?? "");
    }
    if (found.size > 0) break;
  }
  return [...found].map(([key, value]) => ({ key, value }));
}

/** The last lines of what was printed, errors first. */
export function saidBy({ out, err, code }: Answer): string {
  const text = err.trim() || out.trim();
  const lines = text.split("\n").map((line) => line.trimEnd()).filter((line) => line !== "");
  if (lines.length === 0) return code === undefined ? "it took too long" : `nothing (exit code ${code})`;
  return lines.slice(-MOST_LINES).join("\n");
}
