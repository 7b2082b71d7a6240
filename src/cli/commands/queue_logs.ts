import {
  eachChunk,
  findTask,
  findTasks,
  isOver,
  type ListedTask,
  listTasks,
  logFile,
  LogFollower,
  readLogTail,
} from "../../queue/mod.ts";
import type { Repo } from "../../repo/mod.ts";
import { printable } from "../../ui/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";
import { fault } from "../fault.ts";

const POLL_MS = 200;

export async function run(
  context: Context,
  options: Options<"logs"> & Partial<Options<"queue logs">>,
): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const word = options.task;
  const known = listTasks(repo, git);
  const [found] = findTasks(known, [word], "queued experiment");
  if (found === undefined) return 0;
  const follow = options.follow;
  if (found.state === "queued" && !(follow && context.rules.followsToTheEnd)) {
    const { taskState } = found;
    const engine = taskState.kind === "submitted" ? taskState.job.engine : undefined;
    throw fault("not-found/log-of-waiting", { word, engine });
  }
  const write = writer(context, options.raw, options.encoding);
  const lines = options.lines;
  if (lines !== undefined && !follow) {
    for (const line of readLogTail(repo, found.task, lines)) write(new TextEncoder().encode(`${line}\n`));
    return 0;
  }
  if (!follow) eachChunk(repo, logFile(repo, found.task), 0, write);
  else await followTask(context, repo, found, write);
  context.tell({ exp: {}, dvc: "" });
  return follow && context.rules.followsToTheEnd ? exitCodeOf(findTask(listTasks(repo, git), found.task.id)) : 0;
}

async function followTask(
  context: Context,
  repo: Repo,
  found: ListedTask,
  write: (bytes: Uint8Array) => void,
): Promise<void> {
  const follower = new LogFollower(repo, [found.task], write);
  for (;;) {
    follower.tick();
    if (follower.isDone) return;
    await context.host.clock.sleep(POLL_MS);
  }
}

/** The task's own: what it would have been, had it run in the foreground. */
function exitCodeOf(task: ListedTask | undefined): number {
  if (task === undefined || !isOver(task.taskState)) return 0;
  if (task.taskState.kind === "failed") return task.taskState.cause.exitCode;
  return task.taskState.kind === "success" ? 0 : 1;
}

/**
 * To a terminal escape codes are shown, not obeyed; files and pipes get every byte.
 * @param encoding what the log is written in, if not UTF-8
 */
function writer(context: Context, raw: boolean, encoding: string | undefined): (bytes: Uint8Array) => void {
  const { terminal } = context.host;
  const decoder = decoderOf(encoding ?? "utf-8");
  if (encoding !== undefined && !terminal.stdoutIsTty) {
    return (bytes) => terminal.write("stdout", decoder.decode(bytes, { stream: true }));
  }
  if (raw || !terminal.stdoutIsTty) return (bytes) => terminal.write("stdout", bytes);
  return (bytes) => terminal.write("stdout", printable(decoder.decode(bytes, { stream: true })));
}

/** @throws {ExpError} `usage` for an encoding that nobody knows */
function decoderOf(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding);
  } catch {
    throw fault("usage/encoding", { encoding });
  }
}
