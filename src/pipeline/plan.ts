/** Which stages a command is about, in the order in which they have to run. */
import { checkOutPlace, type Stage } from "../stage/mod.ts";
import { buildGraph, components, cutFrozen, type Graph, orderStages, reach } from "./graph.ts";
import type { Project } from "./project.ts";
import { currentPipelineFile, findTargets, noPipelineHere } from "./targets.ts";

export interface PlanOptions {
  /** None: the dvc.yaml of the current folder. */
  readonly targets?: readonly string[];
  /** `-s`: only the targets themselves, without the graph. */
  readonly singleItem?: boolean;
  /** `-p`: the whole pipelines that the targets are part of. */
  readonly pipeline?: boolean;
  /** `-P`: everything. */
  readonly allPipelines?: boolean;
  /** `-R`: folders stand for the stages below them. */
  readonly recursive?: boolean;
  /** The targets and what depends on them, instead of what they need. */
  readonly downstream?: boolean;
  readonly glob?: boolean;
  /** Names of stages alone, no paths of outputs: as `dvc repro` has it. */
  readonly onlyStages?: boolean;
}

export interface Plan {
  readonly stages: readonly Stage[];
  /** Upstream edges among all stages; with `singleItem` none. */
  readonly graph: Graph;
}

const NO_EDGES = (stages: readonly Stage[]): Graph => ({ stages, upstream: () => [], downstream: () => [] });

/** @throws {ExpError} when a target, a file or the graph is wrong, or a stage is none that can be run here */
export async function planRun(project: Project, options: PlanOptions): Promise<Plan> {
  const plan = await choosePlan(project, options);
  // what could not be kept is found before the stages that come first have cost their time
  for (const stage of plan.stages) for (const out of stage.outs) checkOutPlace(project.repo, out);
  return plan;
}

async function choosePlan(project: Project, options: PlanOptions): Promise<Plan> {
  const { repo } = project;
  if (options.allPipelines) {
    const graph = cutFrozen(buildGraph(repo, await project.stages()));
    return { graph, stages: orderStages(graph, new Set(graph.stages)) };
  }
  const targets = await chooseTargets(project, options);
  if (options.singleItem) return { graph: NO_EDGES(targets), stages: targets };
  const graph = cutFrozen(buildGraph(repo, await project.stages()));
  if (options.pipeline) {
    // one pipeline after the other, as the targets name them
    const parts = components(graph);
    const chosen = new Set<Stage>();
    for (const target of targets) {
      if (chosen.has(target)) continue;
      const part = parts.find((each) => each.has(target));
      for (const stage of graph.stages) if (part?.has(stage)) chosen.add(stage);
    }
    return { graph, stages: orderStages(graph, chosen, chosen) };
  }
  const chosen = reach(targets, options.downstream ? graph.downstream : graph.upstream);
  return { graph, stages: orderStages(graph, chosen) };
}

async function chooseTargets(project: Project, options: PlanOptions): Promise<readonly Stage[]> {
  const { repo } = project;
  if (options.targets && options.targets.length > 0) {
    return await findTargets(project, options.targets, {
      recursive: options.recursive ?? false,
      glob: options.glob ?? false,
      outputs: options.onlyStages !== true,
    });
  }
  if (options.recursive) return await findTargets(project, ["."], { recursive: true });
  const file = currentPipelineFile(repo);
  if (!repo.host.fs.exists(`${repo.root}/${file}`)) throw noPipelineHere(repo);
  return await (await project.file(file)).stages();
}
