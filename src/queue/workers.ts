import type { Repo } from "../repo/mod.ts";
import { liveDrains } from "./drains.ts";
import { dvcWorkers } from "./dvc_files.ts";
import type { ListedTask } from "./list.ts";

/** Places that run something, and drains that run nothing at the moment. */
export function countWorkers(repo: Repo, tasks: readonly ListedTask[]): { active: number; idle: number } {
  const running = tasks.filter((task) => task.state === "running" && !task.isLost);
  const busy = new Set(running.map(({ runner }) => runner && `${runner.pid}@${runner.host}`));
  const idleDrains = liveDrains(repo).filter((name) => !busy.has(name.replace(/-[^@]*/, ""))).length;
  const dvc = dvcWorkers(repo).length;
  const dvcBusy = Math.min(dvc, running.filter((task) => task.runner === undefined).length);
  return { active: running.length, idle: idleDrains + dvc - dvcBusy };
}
