/** `stage list`: names and what each stage is about, in a line. */
import type { ExpError } from "../common/mod.ts";
import { displayAddress, type Stage } from "../stage/mod.ts";
import type { Project } from "./project.ts";
import { currentPipelineFile, findTargets } from "./targets.ts";

interface StageListOptions {
  /** Files, stages, groups, folders (with `recursive`); none: the dvc.yaml of the current folder. */
  readonly targets?: readonly string[];
  readonly all?: boolean;
  readonly recursive?: boolean;
  /** With `all` or `recursive`: told of each file that cannot be read; the others are listed all the same. */
  readonly onError?: (file: string, error: ExpError) => void;
}

interface ListedStage {
  /** As seen from the current folder. */
  readonly name: string;
  readonly description: string;
  readonly stage: Stage;
}

const WIDTH = 80;

/** @throws {ExpError} */
export async function listStages(project: Project, options: StageListOptions = {}): Promise<ListedStage[]> {
  const stages = await chosenStages(project, options);
  return stages.map((stage) => ({
    name: displayAddress(project.repo, stage),
    description: describeStage(stage),
    stage,
  }));
}

async function chosenStages(project: Project, options: StageListOptions): Promise<readonly Stage[]> {
  if (options.all) return await project.stages({ onError: options.onError ?? (() => {}) });
  if (options.targets && options.targets.length > 0) {
    return await findTargets(project, options.targets, {
      recursive: options.recursive ?? false,
      ...(options.onError ? { onError: options.onError } : {}),
    });
  }
  return await (await project.file(currentPipelineFile(project.repo))).stages();
}

/** `desc`'s first line with something in it, or what the stage makes or reads; at most 80 characters. */
function describeStage(stage: Stage): string {
  const [line] = (stage.desc ?? "").split("\n").map((each) => each.trim()).filter((each) => each !== "");
  const text = line ?? generatedText(stage);
  return shorten(text);
}

/** Paths as the file has them, wherever the command is given. */
function generatedText(stage: Stage): string {
  const names = (items: readonly { written: string }[]) => items.map(({ written }) => written).join(", ");
  const plain = stage.outs.filter((out) => out.kind === "out");
  const reported = stage.outs.filter((out) => out.kind !== "out");
  const parts = [
    ...(plain.length > 0 ? [`Outputs ${names(plain)}`] : []),
    ...(reported.length > 0 ? [`Reports ${names(reported)}`] : []),
  ];
  if (parts.length > 0) return parts.join("; ");
  const read = [...stage.deps, ...stage.params];
  return read.length > 0 ? `Depends on ${names(read)}` : "No outputs or dependencies";
}

function shorten(text: string): string {
  return text.length <= WIDTH ? text : text.slice(0, WIDTH - 1).trimEnd() + "…";
}
