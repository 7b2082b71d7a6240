/** Files that somebody began to write, and died: they have no name yet, so nobody misses them. */
import type { Git } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { brokerFolder, drainsFolder, expsFolder, ownFolder, taskFolder } from "./layout.ts";
import { taskIds } from "./store.ts";

/** Nobody takes as long to write one of these, also on a machine whose clock is off. */
const AGE_MS = 3_600_000;

/** Removes old ones from the folders that the queue writes to. A clock that was moved back keeps them for a while. */
export function sweepHalfWritten(repo: Repo, git: Git): void {
  const folders = [
    ownFolder(repo),
    drainsFolder(repo),
    ...taskIds(repo).map((id) => taskFolder(repo, id)),
    brokerFolder(repo),
    `${brokerFolder(repo)}/in`,
    `${expsFolder(repo)}/celery/result`,
    `${git.commonDir}/logs/refs/exps/celery`,
  ];
  for (const folder of folders) sweepFolder(repo, folder);
}

function sweepFolder(repo: Repo, folder: string): void {
  const { fs, clock } = repo.host;
  for (const { name } of fs.listIfThere(folder)) {
    if (!fs.isHalfWritten(name)) continue;
    const stat = fs.stat(`${folder}/${name}`);
    if (stat !== undefined && clock.now() - Number(stat.mtimeNs / 1_000_000n) > AGE_MS) {
      fs.removeTree(`${folder}/${name}`);
    }
  }
}
