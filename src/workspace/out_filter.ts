import { type Project, topLevelPaths } from "../pipeline/mod.ts";
import { pathsOverlap } from "../repo/mod.ts";
import { chooseOuts, type OutChoice, type TargetChoice } from "./choose.ts";

/** Which of the outs that targets stand for are meant. */
export interface OutFilter {
  /** Only what is recorded as smaller; of unknown size all are. In bytes. */
  readonly maxBytes?: number | undefined;
  /** Only outs that are of one of these kinds, or hold what the top of a dvc.yaml names as one; none: all. */
  readonly kinds?: readonly ResultKind[];
}

export type ResultKind = "metrics" | "plots";

export async function chooseFiltered(project: Project, choice: TargetChoice & OutFilter): Promise<OutChoice[]> {
  const { maxBytes, kinds = [] } = choice;
  const small = (await chooseOuts(project, choice)).filter(({ out }) =>
    maxBytes === undefined || !out.locked?.size || out.locked.size < maxBytes
  );
  if (kinds.length === 0) return small;
  const files = await project.files();
  const named = files.flatMap((file) => topLevelPaths(project.repo, file, kinds));
  return small.filter(({ out }) =>
    kinds.some((kind) => `${out.kind}s` === kind) || named.some((path) => pathsOverlap(path, out.path))
  );
}
