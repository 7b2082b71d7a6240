/** The graph as a person looks at it: stages, groups or outputs and what flows between them. */
import { compareCodePoints } from "../common/mod.ts";
import { isInside, pathsOverlap } from "../repo/mod.ts";
import { displayAddress, displayPath, type Stage } from "../stage/mod.ts";
import { buildGraph, type Graph } from "./graph.ts";
import type { Project } from "./project.ts";
import { findTarget } from "./targets.ts";

interface DagOptions {
  /** A stage or output; default: everything. */
  readonly target?: string;
  /** Outputs instead of stages. */
  readonly outs?: boolean;
  /** All that is connected to the target, not only what it needs. */
  readonly full?: boolean;
  /** One node for each `foreach` or `matrix` group. */
  readonly collapse?: boolean;
}

/** Nodes by name, in the order found; an edge goes from what makes data to what reads it. */
export interface Dag {
  readonly nodes: readonly string[];
  readonly edges: readonly (readonly [from: string, to: string])[];
}

/** @throws {ExpError} */
export async function loadDag(project: Project, options: DagOptions = {}): Promise<Dag> {
  const graph = buildGraph(project.repo, await project.stages());
  const targets = options.target === undefined
    ? undefined
    : await findTarget(project, options.target, { outputs: true });
  const whole = options.outs ? outsDag(project, graph) : stagesDag(project, graph);
  const dag = targets === undefined
    ? whole
    : around(whole, startNodes(project, targets, options), options.full ?? false);
  return byStart(options.collapse ? collapseGroups(dag) : dag);
}

/** Edges in the order of the nodes that they leave, as DVC lists them. */
function byStart(dag: Dag): Dag {
  const place = new Map(dag.nodes.map((node, index) => [node, index]));
  return { nodes: dag.nodes, edges: [...dag.edges].sort(([a], [b]) => (place.get(a) ?? 0) - (place.get(b) ?? 0)) };
}

function stagesDag(project: Project, graph: Graph): Dag {
  const name = (stage: Stage) => displayAddress(project.repo, stage);
  return {
    nodes: graph.stages.map(name),
    edges: graph.stages.flatMap((stage) => graph.upstream(stage).map((from) => [name(from), name(stage)] as const)),
  };
}

function outsDag(project: Project, graph: Graph): Dag {
  const shown = (path: string) => path.includes("://") ? path : displayPath(project.repo, path);
  const edges: (readonly [string, string])[] = [];
  for (const stage of graph.stages) {
    for (const from of graph.upstream(stage)) {
      for (const source of from.outs) {
        if (!stage.deps.some((dep) => pathsOverlap(dep.path, source.path) || isInside(source.path, dep.path))) continue;
        for (const out of stage.outs) edges.push([shown(source.path), shown(out.path)]);
      }
    }
  }
  return { nodes: graph.stages.flatMap((stage) => stage.outs.map((out) => shown(out.path))), edges };
}

/** The nodes that a target means: with `outs` the output itself, or all outputs of a stage. */
function startNodes(project: Project, targets: readonly Stage[], options: DagOptions): string[] {
  if (!options.outs) return targets.map((stage) => displayAddress(project.repo, stage));
  const all = targets.flatMap((stage) => stage.outs.map((out) => displayPath(project.repo, out.path)));
  return all.includes(options.target ?? "") ? [options.target ?? ""] : all;
}

function around(dag: Dag, start: readonly string[], full: boolean): Dag {
  const from = neighbours(dag.edges.map(([a, b]) => [b, a] as const));
  const to = neighbours(dag.edges);
  const kept = new Set(start);
  for (const node of kept) {
    for (const other of from.get(node) ?? []) kept.add(other);
    if (full) { for (const other of to.get(node) ?? []) kept.add(other); }
  }
  return {
    nodes: dag.nodes.filter((node) => kept.has(node)),
    edges: dag.edges.filter(([a, b]) => kept.has(a) && kept.has(b)),
  };
}

function neighbours(edges: Dag["edges"]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [a, b] of edges) {
    const list = found.get(a);
    if (list) list.push(b);
    else found.set(a, [b]);
  }
  return found;
}

function collapseGroups(dag: Dag): Dag {
  const group = (name: string) => name.split("@")[0] ?? name;
  const edges = new Map<string, readonly [string, string]>();
  for (const [a, b] of dag.edges) {
    const edge = [group(a), group(b)] as const;
    if (edge[0] !== edge[1]) edges.set(JSON.stringify(edge), edge);
  }
  const plain = dag.nodes.filter((name) => group(name) === name);
  return { nodes: [...new Set([...plain, ...dag.nodes.map(group)])], edges: [...edges.values()] }; // groups last, as in DVC
}

/** The connected parts of a graph, in the order found. */
export function dagParts(dag: Dag): Dag[] {
  const near = neighbours([...dag.edges, ...dag.edges.map(([a, b]) => [b, a] as const)]);
  const seen = new Set<string>();
  const parts: Dag[] = [];
  for (const node of dag.nodes) {
    if (seen.has(node)) continue;
    const part = new Set([node]);
    for (const each of part) for (const other of near.get(each) ?? []) part.add(other);
    for (const each of part) seen.add(each);
    parts.push({
      nodes: dag.nodes.filter((each) => part.has(each)),
      edges: dag.edges.filter(([from]) => part.has(from)),
    });
  }
  return parts;
}

/** Graphviz text. Each of these texts ends without a line end. */
export function dotText(dag: Dag): string {
  return [
    "strict digraph {",
    ...dag.nodes.map((node) => `"${node}";`),
    ...dag.edges.map(([from, to]) => `"${from}" -> "${to}";`),
    "}",
    "",
  ].join("\n");
}

export function mermaidText(dag: Dag): string {
  const lines = ["flowchart TD"];
  let count = 0;
  for (const part of dagParts(dag)) {
    const ids = new Map([...part.nodes].sort(compareCodePoints).map((node) => [node, `node${++count}`]));
    for (const [node, id] of ids) lines.push(`\t${id}["${node}"]`);
    const edges = [...part.edges].sort((a, b) => compareCodePoints(a[0], b[0]) || compareCodePoints(a[1], b[1]));
    for (const [from, to] of edges) lines.push(`\t${ids.get(from)}-->${ids.get(to)}`);
  }
  return lines.join("\n");
}

export function markdownText(dag: Dag): string {
  return "```mermaid\n" + mermaidText(dag) + "\n```";
}
