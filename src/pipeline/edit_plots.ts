import type { Value, ValueMap } from "../common/mod.ts";
import { joinPath, relativeInside } from "../repo/mod.ts";
import { displayAddress, type Out, type RepoPath, type Stage } from "../stage/mod.ts";
import { editFile } from "./edit_stages.ts";
import { fault } from "./faults.ts";
import type { Project } from "./project.ts";
import { formatStage } from "./stage_body.ts";

interface PlotChange {
  /** `template`, `x`, `y` and so on, by their names in dvc.yaml. */
  readonly set: ReadonlyMap<string, Value>;
  readonly unset: readonly string[];
}

/**
 * Changes how an output is drawn; what was no plot becomes one.
 *
 * @param target its path, from the current folder
 * @returns whose output it is
 * @throws {ExpError} `not-found`; `invalid-target` for a stage made from a template, or data without a stage
 */
export async function modifyPlot(project: Project, target: string, change: PlotChange): Promise<Stage> {
  const { repo } = project;
  const path = relativeInside(repo.root, joinPath(repo.cwd, target)) ?? target;
  const owner = (await project.stages()).find(({ outs }) => outs.some((out) => out.path === path));
  if (owner === undefined) throw fault("not-found/output-to-draw", { target });
  if (owner.name === undefined) throw fault("invalid-target/data-to-draw", { target, file: owner.file });
  if ((await project.file(owner.file)).isTemplated(owner.name)) {
    throw fault("invalid-target/from-template", { target, shown: displayAddress(repo, owner), verb: "dump" });
  }
  const changed = withPlot(owner, path, target, change);
  editFile(project, owner.file, (doc) => doc.map("stages")?.map(owner.name!)?.merge(formatStage(changed)));
  return owner;
}

function withPlot(stage: Stage, path: RepoPath, target: string, change: PlotChange): Stage {
  const outs = stage.outs.map((out): Out =>
    out.path === path ? { ...out, kind: "plot", display: displayOf(out, target, change) } : out
  );
  return { ...stage, outs };
}

function displayOf(out: Out, target: string, { set, unset }: PlotChange): ValueMap {
  if (out.kind !== "plot" && unset.length > 0) throw fault("invalid-target/no-plot", { target });
  const display: ValueMap = new Map(out.kind === "plot" ? out.display : []);
  const missing = unset.filter((name) => !display.has(name));
  if (missing.length > 0) throw fault("usage/no-display-property", { target, missing });
  for (const name of unset) display.delete(name);
  for (const [name, value] of set) display.set(name, value);
  return display;
}
