/** Plots of one id in several revisions become one plot (DVC 3.67.1: dvc/render/match.py). */
import type { Key, Value } from "../common/mod.ts";
import { dataPoints, type DrawnData } from "./datapoints.ts";
import { sourcesOf } from "./definitions.ts";
import { isImage } from "./read_source.ts";
import type {
  CollectedPlots,
  DataPlot,
  Definitions,
  ImagePlot,
  Plot,
  PlotError,
  PlotProps,
  PlotSource,
  RevPlots,
} from "./types.ts";
import { Undrawable } from "./undrawable.ts";

/** One plot as one revision defines it. */
interface DefinedPlot {
  readonly at: RevPlots;
  /** As it is written: a path, or the plot's name. */
  readonly id: string;
  readonly props: PlotProps;
}

export function matchPlots(revs: readonly RevPlots[]): Omit<CollectedPlots, "sources"> {
  const groups = new Map<string, DefinedPlot[]>();
  for (const at of revs) {
    for (const [id, plot] of byFullId(at.definitions)) groups.set(id, [...groups.get(id) ?? [], { at, ...plot }]);
  }
  const plots: Plot[] = [], errors: PlotError[] = [];
  for (const [fullId, group] of groups) {
    const { id } = group.at(-1)!;
    const name = isImage(id) ? id : fullId;
    for (const each of group) errors.push(...unreadable(name, each));
    if (isImage(id)) plots.push(imagesOf(name, group));
    else {
      const { plot, failed } = drawn(name, group);
      plots.push(plot);
      errors.push(...failed);
    }
  }
  for (const { rev, problem } of revs) if (problem !== undefined) errors.push({ rev, ...problem });
  return { plots, errors };
}

/** Plots by id; where several files define one, by `FILE::ID`. */
function byFullId(definitions: Definitions): Map<string, Omit<DefinedPlot, "at">> {
  const all = [...definitions].flatMap(([config, plots]) => [...plots].map(([id, props]) => ({ config, id, props })));
  const plots = new Map<string, Omit<DefinedPlot, "at">>();
  for (const [id, same] of Map.groupBy(all, (plot) => plot.id)) {
    for (const { config, props } of same) {
      plots.set(same.length === 1 || config === "" ? id : `${config}::${id}`, { id, props });
    }
  }
  return plots;
}

function unreadable(name: string, { at, id, props }: DefinedPlot): PlotError[] {
  return sourcesOf(id, props).flatMap((path) => {
    const source = at.sources.get(path);
    return source?.kind === "unreadable" ? [{ name, rev: at.rev, source: path, ...source.error }] : [];
  });
}

function imagesOf(id: string, group: readonly DefinedPlot[]): ImagePlot {
  const images = group.flatMap((each) =>
    [...ownSources(each)].flatMap(([path, source]) =>
      source.kind === "image" ? [{ rev: each.at.rev, path, bytes: source.bytes }] : []
    )
  );
  return { kind: "image", id, images };
}

function drawn(id: string, group: readonly DefinedPlot[]): { plot: DataPlot; failed: readonly PlotError[] } {
  const props: PlotProps = new Map(group.toReversed().flatMap((each) => [...each.props])); // the first rev's count
  const parts: (DrawnData & { readonly rev: string })[] = [], failed: PlotError[] = [];
  for (const each of group) {
    const { rev } = each.at;
    try {
      const content = new Map([...ownSources(each)].map(([path, source]) => [path, contentOf(source)]));
      const part = dataPoints(rev, each.id, props, content);
      if (part !== undefined) parts.push({ ...part, rev });
    } catch (error) {
      if (!(error instanceof Undrawable)) throw error;
      failed.push({ name: id, rev, ...error.facts });
    }
  }
  const { x = "", y = "", xLabel = "", yLabel = "", series = [] } = parts[0] ?? {};
  const text = (key: Key, otherwise: string) => String(props.get(key) ?? otherwise);
  const plot: DataPlot = {
    kind: "vega",
    id,
    revs: parts.map(({ rev }) => rev),
    points: parts.flatMap(({ points }) => points),
    ...{ x, y, xLabel, yLabel, series },
    title: text("title", id),
    template: props.has("template") ? text("template", "") : undefined,
  };
  return { plot, failed };
}

/** The files of a plot that could be read. */
function ownSources({ at, id, props }: DefinedPlot): Map<string, Exclude<PlotSource, { kind: "unreadable" }>> {
  const own = new Map<string, Exclude<PlotSource, { kind: "unreadable" }>>();
  for (const path of sourcesOf(id, props)) {
    const source = at.sources.get(path);
    if (source !== undefined && source.kind !== "unreadable") own.set(path, source);
  }
  return own;
}

function contentOf(source: Exclude<PlotSource, { kind: "unreadable" }>): Value {
  if (source.kind === "data") return source.value;
  throw new Undrawable("AttributeError", "'bytes' object has no attribute 'values'");
}
