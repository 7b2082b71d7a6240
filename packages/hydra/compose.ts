/** Composing a config directory into one config, as Hydra does for `dvc exp run` with `hydra.enabled`. */
import type { Value } from "@exp/values";
import { applyOverride, updateTree } from "./apply_override.ts";
import { Choices } from "./choices.ts";
import { ConfigFiles, type ConfigSource, join } from "./config_files.ts";
import { isNodeMap, mergeMap, type Node, type NodeMap, type Place } from "./config_tree.ts";
import { expandDefaults, type MergeStep } from "./defaults_list.ts";
import { asValue, dumpConfig } from "./dump.ts";
import { HydraError } from "./hydra_error.ts";
import { checkHydraBlock, checkHydraSection, initialHydraSection, refuseHydraDeletion } from "./hydra_section.ts";
import { Interpolator } from "./interpolation.ts";
import { GlobValue, isSweep, type Override, parseOverride, type Random } from "./override.ts";
import { looseData } from "./override_data.ts";

export interface ComposeRequest {
  readonly source: ConfigSource;
  /** Directory of the configs, as the source spells it; ignored when `configModule` is given. */
  readonly configDir: string;
  /** A dotted package name: the directory of that path, which must hold `__init__.py`. */
  readonly configModule?: string;
  /** Name of the primary config, with or without `.yaml`. */
  readonly configName: string;
  /** As typed, or parsed; sweeps are refused. */
  readonly overrides: readonly (string | Override)[];
  /** For `${oc.env:…}`. */
  readonly env: Readonly<Record<string, string>>;
  /** For `${now:…}`. */
  readonly now: Date;
  /** Shuffles the items of `shuffle([…])`. */
  readonly random?: Random;
}

/**
 * The composed config with all interpolations replaced; `???` may remain.
 *
 * @throws {OverrideError | HydraError}
 */
export function compose(request: ComposeRequest): Value {
  return asValue(composeTree(request));
}

/**
 * The text that `dvc exp run` writes for the composed config to `outputFile`, whose suffix decides the format
 * (everything but `.json`, `.toml` and `.py` is YAML).
 *
 * @throws {OverrideError | HydraError}
 */
export function composeAndDump(request: ComposeRequest, outputFile: string): string {
  const tree = composeTree(request);
  const isYaml = !/\.(?:json|toml|py)$/i.test(outputFile);
  if (isYaml) return dumpConfig(tree, outputFile);
  // Formats other than YAML are written from a second resolution, in which nothing may be missing.
  return dumpConfig(new Interpolator({ root: tree, env: request.env, now: request.now }).resolvedCopy(), outputFile);
}

function composeTree(request: ComposeRequest): NodeMap {
  const overrides = request.overrides.map((item) =>
    typeof item === "string" ? parseOverride(item, request.random) : item
  );
  const files = new ConfigFiles(request.source, [configFolder(request)]);
  const searchPath = findSearchPath(request, files, overrides);
  refuseSweeps(overrides);
  files.addFolders(searchPath);
  const choices = new Choices(files, overrides);
  const steps = expandDefaults(request.configName, { files, choices, env: request.env });
  const root: NodeMap = new Map([["hydra", initialHydraSection()]]);
  const interpolator = new Interpolator({ root, env: request.env, now: request.now });
  for (const step of steps) mergeStep(root, step, files, interpolator, request.configName);
  for (const override of choices.valueOverrides) applyValueOverride(root, override, interpolator);
  root.delete("hydra");
  interpolator.resolveInPlace();
  return root;
}

function configFolder({ source, configDir, configModule }: ComposeRequest): string {
  if (configModule === undefined) {
    if (source.isDirectory(configDir)) return configDir;
    throw new HydraError("MissingConfigException", `there is no directory '${configDir}' with configs`, {
      hint: "see hydra.config_dir",
      kind: "not-found",
    });
  }
  const folder = configModule.replaceAll(".", "/");
  if (source.read(`${folder}/__init__.py`) !== undefined) return folder;
  throw new HydraError("MissingConfigException", `hydra.config_module: there is no ${folder}/__init__.py here`, {
    hint: "an installed package cannot be searched without Python; name its directory with hydra.config_dir",
    kind: "not-found",
  });
}

function refuseSweeps(overrides: readonly Override[]): void {
  const sweep = overrides.find(({ value }) => isSweep(value) || value instanceof GlobValue);
  if (sweep === undefined) return;
  throw new HydraError("ConfigCompositionException", `'${sweep.input}' gives several values to one composition`, {
    hint: "to run them all, add --queue; for one text, quote it",
    kind: "invalid-override",
  });
}

/** `hydra.searchpath` of the command line, else of the primary config, as folders; other kinds of places are refused. */
function findSearchPath(request: ComposeRequest, files: ConfigFiles, overrides: readonly Override[]): string[] {
  const override = overrides.findLast(({ key }) => key === "hydra.searchpath");
  const content = files.load(request.configName)?.content;
  if (content !== undefined && !isNodeMap(content)) {
    throw new HydraError("ConfigCompositionException", `the primary config '${request.configName}' must be a mapping`);
  }
  const entries = override === undefined ? searchPathOf(content, request) : looseData(override.value);
  if (entries === undefined || entries === null) return [];
  if (!Array.isArray(entries) || !entries.every((entry) => typeof entry === "string")) {
    throw new HydraError("ConfigCompositionException", "hydra.searchpath must be a list of paths");
  }
  return (entries as string[]).flatMap(searchFolder);
}

function searchPathOf(content: NodeMap | undefined, request: ComposeRequest): Node | undefined {
  const hydra = content?.get("hydra");
  if (content === undefined || !isNodeMap(hydra)) return undefined;
  const interpolator = new Interpolator({ root: content, env: request.env, now: request.now });
  const found = interpolator.select("hydra.searchpath");
  if (found === undefined || !Array.isArray(found.value)) return found?.value;
  return interpolator.resolvedCopy({ container: found.value, up: found.up });
}

function searchFolder(entry: string): string[] {
  const [, scheme, path] = /^(?:([^:/]+):\/\/)?(.*)$/s.exec(entry) ?? [];
  if (scheme === undefined || scheme === "file") return [join(path?.startsWith("/") ? "/" : "", path ?? "")];
  if (scheme === "pkg" || scheme === "structured") return [];
  throw new HydraError("ValueError", `hydra.searchpath: '${entry}' is of a kind that is not known`, {
    hint: "write file://PATH",
  });
}

function mergeStep(
  root: NodeMap,
  step: MergeStep,
  files: ConfigFiles,
  interpolator: Interpolator,
  primary: string,
): void {
  const content = files.load(step.configPath)?.content;
  if (content === undefined) return;
  const context = {
    struct: false,
    dereference: (text: string, place: Place) => interpolator.findContainer(text, place),
    // Hydra keeps the loaded files and merges those of the root package without copying. A file that is merged there
    // and once more elsewhere therefore brings along what was merged into its containers in between.
    share: step.package === "",
  };
  try {
    const wrapped = wrapInPackage(content, step.package);
    const hydra = wrapped.get("hydra");
    if (hydra !== undefined) {
      checkHydraBlock(hydra);
      if (step.configPath !== primary && isNodeMap(hydra) && hydra.has("searchpath")) {
        throw new HydraError("ConfigTypeError", "hydra.searchpath can be set in the primary config only");
      }
    }
    mergeMap({ container: root, up: undefined }, wrapped, context);
  } catch (error) {
    if (!(error instanceof HydraError)) throw error;
    throw new HydraError("ConfigCompositionException", `in '${step.configPath}': ${error.message}`);
  }
}

/** The content below the keys of its package. */
function wrapInPackage(content: Node, target: string): NodeMap {
  if (target !== "") {
    const root: NodeMap = new Map();
    updateTree({ container: root, up: undefined }, target, content, {
      struct: false,
      dereference: () => undefined,
    });
    return root;
  }
  if (isNodeMap(content)) return content;
  throw new HydraError("ConfigTypeError", "a list cannot be merged into the root of the config");
}

function applyValueOverride(root: NodeMap, override: Override, interpolator: Interpolator): void {
  const isHydras = override.key === "hydra" || override.key.startsWith("hydra.");
  if (isHydras) refuseHydraDeletion(override);
  applyOverride(root, override, interpolator);
  if (!isHydras) return;
  try {
    checkHydraSection(root.get("hydra") ?? null);
  } catch (error) {
    if (!(error instanceof HydraError)) throw error;
    throw new HydraError("ConfigCompositionException", `cannot apply '${override.input}': ${error.message}`, {
      cause: error,
      kind: "invalid-override",
    });
  }
}
