/** A stage as its entry in dvc.yaml: DVC's order of keys and items. */
import { compareCodePoints, isFalsy, type Key, type Value, type ValueMap } from "../common/mod.ts";
import { normalizePath, parentOf, relativeFrom } from "../repo/mod.ts";
import { copyCommand, type Out, type Stage } from "../stage/mod.ts";

/** An output of a new stage. */
export interface NewOut {
  readonly path: string;
  readonly kind: "outs" | "metrics" | "plots";
  readonly cache?: boolean;
  readonly persist?: boolean;
  readonly remote?: string;
  readonly push?: boolean;
}

export interface NewStage {
  readonly name: string;
  /** One word: as it is. Several: joined with blanks, quoted where DVC does. */
  readonly command: readonly string[];
  readonly deps?: readonly string[];
  /** `lr,epochs`, `conf.json:a.b,c`, `whole.toml:` */
  readonly params?: readonly string[];
  readonly outs?: readonly NewOut[];
  readonly wdir?: string;
  readonly desc?: string;
  readonly alwaysChanged?: boolean;
  /** Replace a stage of that name. */
  readonly force?: boolean;
}

const DEFAULT_PARAMS = "params.yaml";

export function formatNewStage(spec: NewStage): ValueMap {
  const wdir = normalizePath(spec.wdir ?? "");
  const outs = (kind: NewOut["kind"]) =>
    (spec.outs ?? []).filter((out) => out.kind === kind).map((out) => ({ path: out.path, options: optionsOf(out) }));
  return bodyOf([
    ["desc", spec.desc],
    ["cmd", joinCommand(spec.command)],
    ["wdir", wdir === "." ? "" : wdir],
    ["deps", [...new Set(spec.deps)].sort(compareCodePoints)],
    ["params", formatParams(parseParams(spec.params ?? []))],
    ["outs", formatOuts(outs("outs"))],
    ["metrics", formatOuts(outs("metrics"))],
    ["plots", formatOuts(outs("plots"))],
    ["always_changed", spec.alwaysChanged],
  ]);
}

/** What DVC writes when it edits a stage of a dvc.yaml: all lists sorted, and nothing that says what is the default. */
export function formatStage(stage: Stage): ValueMap {
  const outs = (kind: Out["kind"]) =>
    formatOuts(
      stage.outs.filter((out) => out.kind === kind).map((out) => ({
        path: out.written,
        options: new Map([...out.annotations, ...optionsOf(out, out.display)]),
      })),
    );
  return bodyOf([
    ["desc", stage.desc],
    ["cmd", copyCommand(stage.cmd)],
    ["wdir", wdirOf(stage)],
    ["deps", stage.deps.map((dep) => dep.written).sort(compareCodePoints)],
    ["params", formatParams(new Map(stage.params.map(({ written, keys }) => [written, keys])))],
    ["outs", outs("out")],
    ["metrics", outs("metric")],
    ["plots", outs("plot")],
    ["frozen", stage.frozen],
    ["always_changed", stage.alwaysChanged],
    ["meta", stage.meta],
  ]);
}

function wdirOf(stage: Stage): string {
  const wdir = relativeFrom(parentOf(stage.file), stage.wdir);
  return wdir === "." ? "" : wdir;
}

/** Without what is empty or false. */
function bodyOf(pairs: readonly (readonly [string, Value | undefined])[]): ValueMap {
  return new Map<Key, Value>(
    pairs.flatMap(([key, value]) => value === undefined || isFalsy(value) ? [] : [[key, value] as const]),
  );
}

/** Several words become one text: a word with blanks gets double quotes, unless it has some already. */
function joinCommand(words: readonly string[]): string {
  if (words.length === 1) return words[0] ?? "";
  const quote = (word: string) => word === "" || (/\s/.test(word) && !word.includes('"')) ? `"${word}"` : word;
  return words.map(quote).join(" ");
}

function optionsOf(
  out: { readonly [K in "cache" | "persist" | "push"]?: boolean } & { readonly remote?: string | undefined },
  display: ValueMap = new Map(),
): ValueMap {
  const options: ValueMap = new Map();
  if (out.cache === false) options.set("cache", false);
  if (out.persist) options.set("persist", true);
  for (const [key, value] of display) options.set(key, value);
  if (out.remote !== undefined) options.set("remote", out.remote);
  if (out.push === false) options.set("push", false);
  return options;
}

function formatOuts(outs: readonly { readonly path: string; readonly options: ValueMap }[]): Value[] {
  return [...outs].sort((a, b) => compareCodePoints(a.path, b.path)).map(({ path, options }) =>
    options.size === 0 ? path : new Map([[path, options]])
  );
}

/** `-p` options by file; a file without keys is meant as a whole. */
function parseParams(params: readonly string[]): Map<string, readonly string[]> {
  const files = new Map<string, readonly string[]>();
  for (const each of params) {
    const colon = each.lastIndexOf(":");
    const file = colon < 0 ? DEFAULT_PARAMS : each.slice(0, colon) || DEFAULT_PARAMS;
    const keys = each.slice(colon + 1).split(",").map((key) => key.trim()).filter((key) => key !== "");
    const known = files.get(file);
    const isWhole = keys.length === 0 || known?.length === 0;
    files.set(file, isWhole ? [] : [...new Set([...known ?? [], ...keys])]);
  }
  return files;
}

function formatParams(files: ReadonlyMap<string, readonly string[]>): Value[] {
  const own = files.get(DEFAULT_PARAMS) ?? [];
  const others = [...files].filter(([file, keys]) => file !== DEFAULT_PARAMS || keys.length === 0);
  return [
    ...[...own].sort(compareCodePoints),
    ...others.sort((a, b) => compareCodePoints(a[0], b[0])).map(([file, keys]) =>
      new Map([[file, keys.length === 0 ? null : [...keys].sort(compareCodePoints)]])
    ),
  ];
}
