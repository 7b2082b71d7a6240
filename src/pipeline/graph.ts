/** How stages depend on each other, and the rules that a project's graph must keep. */
import type { ExpError } from "../common/mod.ts";
import { isInside, parentOf, pathsOverlap, type Repo } from "../repo/mod.ts";
import { displayAddress, displayPath, holdsTooMuch, isAtOrBelow, isAtUrl, type Out, type Stage } from "../stage/mod.ts";
import { fault } from "./faults.ts";

export interface Graph {
  /** All stages as found. */
  readonly stages: readonly Stage[];
  /** The stages whose outs a stage reads, in the order of its deps. */
  upstream(stage: Stage): readonly Stage[];
  /** The stages that read a stage's outs. */
  downstream(stage: Stage): readonly Stage[];
}

/** @throws {ExpError} `invalid-graph`: an out twice or inside another, or a cycle */
export function buildGraph(repo: Repo, stages: readonly Stage[]): Graph {
  const outs = new OutIndex(repo, stages);
  refuseHeldFiles(repo, stages, outs);
  const upstream = new Map<Stage, readonly Stage[]>();
  const downstream = new Map<Stage, Stage[]>(stages.map((stage) => [stage, []]));
  for (const stage of stages) {
    const needed = new Set<Stage>();
    for (const dep of [...stage.deps, ...stage.params]) {
      if ("isUrl" in dep && dep.isUrl && !isAtUrl(dep)) continue; // a path in another repository
      for (const owner of outs.ownersTouching(dep.path)) needed.add(owner);
    }
    if (needed.has(stage)) throw cycleError(repo, [stage]);
    upstream.set(stage, [...needed]);
    for (const other of needed) downstream.get(other)?.push(stage);
  }
  const graph: Graph = {
    stages,
    upstream: (stage) => upstream.get(stage) ?? [],
    downstream: (stage) => downstream.get(stage) ?? [],
  };
  const cycle = findCycle(graph);
  if (cycle) throw cycleError(repo, cycle);
  return graph;
}

/** A stage's file inside of an output would be removed before the output's stage runs. */
function refuseHeldFiles(repo: Repo, stages: readonly Stage[], outs: OutIndex): void {
  const seen = new Set<string>();
  for (const stage of stages) {
    if (seen.has(stage.file)) continue;
    seen.add(stage.file);
    const owner = outs.ownerAround(stage.file);
    const out = owner?.outs.find((each) => isAtOrBelow(stage.file, each.path));
    if (owner && out) throw holdsTooMuch(owner, out, displayPath(repo, out.path), stage.file, stage);
  }
}

/** Frozen stages do not need what is before them. */
export function cutFrozen(graph: Graph): Graph {
  if (!graph.stages.some((stage) => stage.frozen)) return graph;
  return {
    stages: graph.stages,
    upstream: (stage) => stage.frozen ? [] : graph.upstream(stage),
    downstream: (stage) => graph.downstream(stage).filter((other) => !other.frozen),
  };
}

/** Stages by the paths of their outs. */
class OutIndex {
  readonly #byPath = new Map<string, Stage>();
  /** outs below a folder, by each folder above them */
  readonly #below = new Map<string, Stage[]>();

  constructor(private readonly repo: Repo, stages: readonly Stage[]) {
    for (const stage of stages) for (const out of stage.outs) this.#add(stage, out, stages);
    for (const [path, stage] of this.#byPath) {
      for (const above of foldersAbove(path)) {
        const outer = this.#byPath.get(above);
        if (outer) throw overlapError(repo, { path: above, stage: outer }, { path, stage });
        const list = this.#below.get(above);
        if (list) list.push(stage);
        else this.#below.set(above, [stage]);
      }
    }
  }

  /** Owners of outs that are equal to a path, above it or below it. */
  ownersTouching(path: string): Stage[] {
    const equal = this.#byPath.get(path);
    if (equal) return [equal];
    const above = foldersAbove(path).map((folder) => this.#byPath.get(folder)).filter((stage) => stage !== undefined);
    return [...above, ...this.#below.get(path) ?? []];
  }

  /** Owner of the outermost out that is equal to a path or above it. */
  ownerAround(path: string): Stage | undefined {
    const above = foldersAbove(path).reverse().map((folder) => this.#byPath.get(folder));
    return above.find((stage) => stage !== undefined) ?? this.#byPath.get(path);
  }

  #add(stage: Stage, out: Out, stages: readonly Stage[]): void {
    const before = this.#byPath.get(out.path);
    if (before === undefined) {
      this.#byPath.set(out.path, stage);
      return;
    }
    const shown = out.isUrl ? out.written : displayPath(this.repo, out.path);
    if (before === stage) {
      throw fault("invalid-graph/out-twice", { shown, stage: displayAddress(this.repo, stage), file: stage.file });
    }
    const owners = stages.filter((each) => each.outs.some((other) => other.path === out.path));

    throw fault("invalid-graph/many-owners", {
      shown,
      owners: owners.map((owner) => displayAddress(this.repo, owner)),
    });
  }
}

/** The folders above a path, nearest first; for paths below the root without the root itself unless it is `""`. */
function foldersAbove(path: string): string[] {
  const found: string[] = [];
  if (path.includes("://")) {
    for (let folder = parentOf(path); !folder.endsWith("/"); folder = parentOf(folder)) found.push(folder);
    return found;
  }
  for (let folder = parentOf(path); folder !== "" && folder !== "/"; folder = parentOf(folder)) found.push(folder);
  if (!path.startsWith("/") && path !== "") found.push("");
  return found;
}

interface Owned {
  readonly path: string;
  readonly stage: Stage;
}

function overlapError(repo: Repo, outer: Owned, inner: Owned): ExpError {
  const shown = ({ path, stage }: Owned) => ({ path: displayPath(repo, path), stage: displayAddress(repo, stage) });
  return fault("invalid-graph/overlap", { outer: shown(outer), inner: shown(inner) });
}

function cycleError(repo: Repo, cycle: readonly Stage[]): ExpError {
  const names = cycle.map((stage) => displayAddress(repo, stage));
  const [first] = cycle;
  if (cycle.length === 1 && first) {
    const both = first.deps.find((dep) =>
      first.outs.some((out) => pathsOverlap(dep.path, out.path) || isInside(dep.path, out.path))
    );
    return fault("invalid-graph/reads-own-output", { stage: names[0]!, written: both?.written ?? "" });
  }
  return fault("invalid-graph/cycle", { stages: names });
}

/** Depth first without recursion (a chain may be as long as there are stages). */
function findCycle(graph: Graph): Stage[] | undefined {
  const done = new Set<Stage>();
  for (const root of graph.stages) {
    const path: { stage: Stage; next: number }[] = [{ stage: root, next: 0 }];
    const onPath = new Set<Stage>([root]);
    for (let top = path.at(-1); top && !done.has(root); top = path.at(-1)) {
      const needed = graph.upstream(top.stage)[top.next++];
      if (needed === undefined) {
        done.add(top.stage);
        onPath.delete(top.stage);
        path.pop();
      } else if (onPath.has(needed)) {
        const stages = path.map((step) => step.stage);
        return stages.slice(stages.indexOf(needed));
      } else if (!done.has(needed)) {
        path.push({ stage: needed, next: 0 });
        onPath.add(needed);
      }
    }
  }
  return undefined;
}

/** A set of stages, each after all it needs from the set; neighbours, and unless told otherwise roots, in the order found. */
export function orderStages(
  graph: Graph,
  chosen: ReadonlySet<Stage>,
  roots: Iterable<Stage> = graph.stages,
): Stage[] {
  const ordered: Stage[] = [];
  const seen = new Set<Stage>();
  for (const root of roots) {
    if (!chosen.has(root) || seen.has(root)) continue;
    seen.add(root);
    const path: { stage: Stage; next: number }[] = [{ stage: root, next: 0 }];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const needed = graph.upstream(top.stage)[top.next++];
      if (needed === undefined) {
        ordered.push(top.stage);
        path.pop();
      } else if (chosen.has(needed) && !seen.has(needed)) {
        seen.add(needed);
        path.push({ stage: needed, next: 0 });
      }
    }
  }
  return ordered;
}

/** The given stages and all that `next` leads to. */
export function reach(from: Iterable<Stage>, next: (stage: Stage) => readonly Stage[]): Set<Stage> {
  const found = new Set(from);
  for (const stage of found) for (const other of next(stage)) found.add(other); // a Set is iterated while it grows
  return found;
}

/** The connected parts of a graph, in the order found. */
export function components(graph: Graph): Set<Stage>[] {
  const seen = new Set<Stage>();
  const parts: Set<Stage>[] = [];
  for (const stage of graph.stages) {
    if (seen.has(stage)) continue;
    const part = reach([stage], (each) => [...graph.upstream(each), ...graph.downstream(each)]);
    for (const each of part) seen.add(each);
    parts.push(part);
  }
  return parts;
}
