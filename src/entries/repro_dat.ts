import { isMap, type Value } from "../common/mod.ts";
import { type PickleInput, PyTuple, readPickle, writePickle } from "@exp/formats";
import { DEFAULT_CHOICES, type ReproChoices } from "./request.ts";
import { fault } from "./faults.ts";

/** Below the folder that holds `.dvc`; forced into the stash commit, never into an experiment of a run. */
export const REPRO_DAT = ".dvc/tmp/repro.dat";

/** Our names and DVC's, in DVC's order. */
const FLAGS: readonly (readonly [Exclude<keyof ReproChoices, "targets" | "onError" | "reset">, string])[] = [
  ["singleItem", "single_item"],
  ["force", "force"],
  ["dry", "dry"],
  ["interactive", "interactive"],
  ["pipeline", "pipeline"],
  ["allPipelines", "all_pipelines"],
  ["downstream", "downstream"],
  ["recursive", "recursive"],
  ["forceDownstream", "force_downstream"],
  ["pull", "pull"],
  ["allowMissing", "allow_missing"],
];

/** The arguments of a run as DVC reads them: a pickle of `{"args": (), "kwargs": {…}}`. */
export function encodeReproDat(choices: ReproChoices, runEnv: Readonly<Record<string, string>>): Uint8Array {
  const kwargs = new Map<string, PickleInput>([
    ["run_env", new Map<string, PickleInput>(Object.entries(runEnv))],
    ["targets", [...choices.targets]],
    ...FLAGS.map(([ours, theirs]) => [theirs, choices[ours]] as const),
    ["on_error", choices.onError],
    // DVC 3 knows no such argument
    ...(choices.reset ? [["reset", true] as const] : []),
  ]);
  return writePickle(new Map<string, PickleInput>([["args", new PyTuple([])], ["kwargs", kwargs]]));
}

/** @throws {ExpError} `invalid-file` */
export function decodeReproDat(bytes: Uint8Array): { choices: ReproChoices; runEnv: Record<string, string> } {
  const data = readPickle(bytes, { file: REPRO_DAT });
  const kwargs = isMap(data) ? data.get("kwargs") : undefined;
  if (!isMap(kwargs)) throw fault("invalid-file/run-arguments", { path: REPRO_DAT });
  const flags = Object.fromEntries(FLAGS.map(([ours, theirs]) => [ours, kwargs.get(theirs) === true]));
  const onError = kwargs.get("on_error");
  return {
    choices: {
      ...DEFAULT_CHOICES,
      ...flags,
      targets: texts(kwargs.get("targets")),
      reset: kwargs.get("reset") === true,
      onError: onError === "keep-going" || onError === "ignore" ? onError : "fail",
    },
    runEnv: textMap(kwargs.get("run_env")),
  };
}

function texts(value: Value | undefined): string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function textMap(value: Value | undefined): Record<string, string> {
  if (!isMap(value)) return {};
  return Object.fromEntries(
    [...value].flatMap(([k, v]) => typeof k === "string" && typeof v === "string" ? [[k, v]] : []),
  );
}
