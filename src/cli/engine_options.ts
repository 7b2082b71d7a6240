/** Where tasks are to run, and what their jobs ask for, as command lines say it. */
import { type JobRequest, parseOptionList } from "../engines/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { ValuesOf } from "./command.ts";
import { fault } from "./fault.ts";
import { flagOf, isGiven } from "./option_facts.ts";
import { durationMs } from "./duration.ts";
import type { ENGINE_OPTIONS, JOB_OPTIONS } from "./specs/cluster.ts";

/** How tasks are sent to a batch engine. */
export interface EngineChoice {
  /** `slurm`, another engine's name, or the path of an engine file. */
  readonly executor: string;
  /** What every job is to ask for, whatever its task says. */
  readonly asked: JobRequest;
  /** May tasks go on in another job when the time of one is over? Else each task says so itself. */
  readonly requeue: boolean;
  /** Tasks that one job runs, one after the other. */
  readonly pack: number;
  /** For the shell of the node; undefined: with DVC's own checkouts. */
  readonly scratch: string | undefined;
  /** This program on the nodes; undefined: where it is here. */
  readonly expPath: string | undefined;
  /** How long before its time limit a job is told; 0: not at all. */
  readonly warnSeconds: number;
}

/** Where tasks run that are not sent anywhere. */
const HERE = "local";
const WARN_SECONDS = 60;
/** Absolute for whoever reads it: `/scratch`, `$TMPDIR/exp`, `${SCRATCH:-/tmp}`. */
const SCRATCH = /^(\/|\$[A-Za-z_]|\$\{[A-Za-z_]\w*(:-\/[\w./-]*)?\})/;

/** By name in camelCase, as the parser has them. */
const NEED_ENGINE = [
  "slurm",
  "submitOption",
  "profile",
  "requeue",
  "pack",
  "scratch",
  "expPath",
  "warn",
] as const;

/** @returns undefined: tasks run on this machine @throws {ExpError} `usage` */
export function engineChoice(repo: Repo, options: ValuesOf<typeof ENGINE_OPTIONS>): EngineChoice | undefined {
  const executor = options.executor === undefined ? configuredExecutor(repo) : engineOrHere(options.executor);
  if (executor === undefined) {
    const idle = NEED_ENGINE.find((name) => isGiven(options[name]));
    if (idle !== undefined) throw fault("usage/goes-with", { option: flagOf(idle), needs: "--executor" });
    return undefined;
  }
  const pack = options.pack ?? 1;
  if (pack < 1) throw fault("usage/number", { option: "--pack", range: "above zero", value: pack });
  const { scratch } = options;
  if (scratch !== undefined && !SCRATCH.test(scratch)) {
    throw fault("usage/form", { option: "--scratch", form: "folder of a node", text: scratch });
  }
  return {
    executor,
    asked: jobRequest(options) ?? { options: {} },
    requeue: options.requeue,
    pack,
    scratch,
    expPath: options.expPath,
    warnSeconds: options.warn === "0"
      ? 0
      : Math.ceil((durationMs(options.warn, "--warn") ?? WARN_SECONDS * 1000) / 1000),
  };
}

/** The engine that gets the tasks when a line does not say; undefined: this machine runs them. */
export function configuredExecutor(repo: Repo): string | undefined {
  return engineOrHere(repo.config.get("queue", "executor"));
}

function engineOrHere(name: string | undefined): string | undefined {
  return name === HERE ? undefined : name;
}

/** What a job is to ask for; undefined: nothing is said. @throws {ExpError} `usage` */
export function jobRequest(options: ValuesOf<typeof JOB_OPTIONS>): JobRequest | undefined {
  const { profile } = options;
  const said = [
    ...options.slurm.flatMap((text) => parseOptionList(text, "--slurm")),
    ...options.submitOption.flatMap((text) => parseOptionList(text, "--submit-option")),
  ];
  if (said.length === 0 && profile === undefined) return undefined;
  return { options: Object.fromEntries(said), ...(profile === undefined ? {} : { profile }) };
}

/** @throws {ExpError} `usage` for options of this machine that a batch engine has no use for, and the other way round */
export function checkPlaces(
  choice: EngineChoice | undefined,
  { slots, detach = false }: { readonly slots: readonly string[]; readonly detach?: boolean },
): void {
  if (choice !== undefined && slots.length > 0) throw fault("usage/slots-by-engine", {});
  if (choice === undefined && detach) throw fault("usage/goes-with", { option: "--detach", needs: "--executor" });
}
