import type { Repo } from "../repo/mod.ts";
import { drainsFolder } from "./layout.ts";

/** How long a drain that nobody watches waits for further tasks, as DVC's workers do. */
const LINGER = "10s";

/**
 * Starts a drain that outlives this process and its terminal. None of this process's own streams is held by it, so that
 * `exp queue start | cat` ends at once.
 *
 * @param jobs undefined: as many as its engine likes
 * @param extra further words for `exp queue drain`
 * @returns its log
 */
export function startDrain(repo: Repo, jobs: number | undefined, extra: readonly string[] = []): string {
  const { host } = repo;
  const folder = drainsFolder(repo);
  host.fs.makeDir(folder, 0o700);
  const log = `${folder}/drain-${host.random.hex(4)}.log`;
  sweepLogs(repo);
  const atOnce = jobs === undefined ? [] : ["-j", String(jobs)];
  host.processes.spawn({
    argv: [...host.platform.self, "queue", "drain", "-v", ...atOnce, "--linger", LINGER, ...extra],
    cwd: repo.root,
    stdin: "null",
    stdout: { file: log, identity: "/dev/null" },
    stderr: "null",
    detached: true,
  }).release();
  return log;
}

const KEPT_LOGS_MS = 7 * 24 * 3_600_000;

function sweepLogs(repo: Repo): void {
  const { fs, clock } = repo.host;
  for (const { name } of fs.listIfThere(drainsFolder(repo))) {
    const path = `${drainsFolder(repo)}/${name}`;
    const changed = fs.stat(path)?.mtimeNs;
    const isOld = changed !== undefined && clock.now() - Number(changed / 1_000_000n) > KEPT_LOGS_MS;
    if (isOld && /^drain-.*\.log$|\.life$/.test(name)) fs.remove(path);
  }
}
