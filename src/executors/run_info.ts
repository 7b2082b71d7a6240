import type { Finished } from "../experiments/mod.ts";
import type { Git } from "../git/mod.ts";
import { type ExecutorInfo, INFO_STATUS, writeInfo } from "../records/mod.ts";
import { relativeInside, type Repo } from "../repo/mod.ts";

type Report = (status: "running" | "finished" | "failed", done?: Finished) => void;

/** Tells DVC and its clients, by a `.run` file, how an experiment goes. @param file absolute */
export function runReport(
  repo: Repo,
  git: Git,
  file: string,
  where: Pick<ExecutorInfo, "rootDir" | "baseline" | "location" | "name">,
): Report {
  return (status, done) =>
    writeInfo(repo.host, file, {
      ...where,
      dvcDir: relativeInside(git.top, repo.dvcDir) ?? ".dvc",
      wdir: relativeInside(git.top, repo.cwd) || ".",
      status: INFO_STATUS[status],
      resultHash: done?.hash ?? null,
      resultRef: done?.ref ?? null,
      force: false,
    });
}
