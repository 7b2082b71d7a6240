/** Imports whose data was never asked for: `--no-download`. */
import { type CheckoutChange, isDirHash } from "../data/mod.ts";
import type { Project } from "../pipeline/mod.ts";
import { joinPath } from "../repo/mod.ts";
import { isImport, type Stage } from "../stage/mod.ts";
import { chooseFiltered, type OutFilter, type TargetChoice } from "../workspace/mod.ts";
import { changeWorkspace } from "./change_workspace.ts";
import type { Context } from "./command.ts";
import { withTransferHow } from "./transfer_how.ts";

/** Those that targets stand for. */
export async function partialImports(project: Project, choice: TargetChoice & OutFilter): Promise<readonly Stage[]> {
  const chosen = await chooseFiltered(project, choice);
  const isPartial = ({ stage, out }: typeof chosen[number]) =>
    out.locked === undefined && isImport(stage) && stage.deps[0]?.source !== undefined;
  return chosen.filter(isPartial).map(({ stage }) => stage);
}

/** They get their data now. @returns what has changed in the work tree, and which stages are complete */
export async function completeImports(
  context: Context,
  { repo }: Project,
  partial: readonly Stage[],
): Promise<{ readonly changes: readonly CheckoutChange[]; readonly stages: readonly Stage[] }> {
  if (partial.length === 0) return { changes: [], stages: [] };
  const { completeImport } = await import("../sources/mod.ts");
  const isRecorded = context.rules.recordsWhatIsPulled;
  const changes: CheckoutChange[] = [];
  const stages: Stage[] = [];
  for (const stage of partial) {
    const path = stage.outs[0]?.path ?? "";
    const kind = repo.host.fs.lstat(joinPath(repo.root, path)) === undefined ? "added" as const : "modified" as const;
    const work = () => withTransferHow(context, {}, (how) => completeImport(repo, stage, { ...how, isRecorded }));
    const info = await changeWorkspace(context, repo, "pull", work);
    if (info === undefined) continue;
    stages.push(stage);
    const files = { added: 0, modified: 0, deleted: 0, [kind]: info.nfiles ?? 1 };
    changes.push({ kind, files, path: isDirHash(info.hash) ? `${path}/` : path });
  }
  return { changes, stages };
}
