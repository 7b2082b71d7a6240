/** One task, in its checkout, from the claim to the experiment's ref. Runs in a Worker. */
import { ExpError, type Say } from "../common/mod.ts";
import { runEntry } from "../executors/mod.ts";
import type { Git } from "../git/mod.ts";
import { MachineError } from "../host/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { dvcLines, type LineSink } from "../ui/mod.ts";
import { writeProcess } from "./dvc_files.ts";
import { expsFolder, pinOf, runFile } from "./layout.ts";
import { groupFile } from "./lease.ts";
import { TASK_VARIABLE } from "./machine.ts";
import { clearWay } from "./own_files.ts";
import type { Assignment, Outcome } from "./protocol.ts";
import { writeState } from "./store.ts";
import { move, type TaskEvent, type TaskState } from "./task.ts";
import { fault } from "./faults.ts";

/** DVC's task processes exit so after a failure. */
const FAILED_EXIT = 255;

export async function runTask(
  repo: Repo,
  git: Git,
  assignment: Assignment,
  signal: AbortSignal,
  say: Say,
  onState: (state: TaskState) => void,
): Promise<Outcome> {
  const { task } = assignment;
  const { host } = repo;
  const { stashRev } = task.entry;
  const log = runFile(repo, stashRev, "out");
  host.fs.makeDir(log.slice(0, log.lastIndexOf("/")));
  for (const path of [log, runFile(repo, stashRev, "run"), groupFile(repo, task.id)]) clearWay(repo, path);
  let state = assignment.state;
  const advance = (event: TaskEvent) => {
    state = move(state, event);
    writeState(repo, task.id, state);
    onState(state);
  };
  let pid = host.pid;
  const sink: LineSink = {
    out: (line) => host.fs.append(log, line + "\n"),
    err: (line) => host.fs.append(log, line + "\n"),
    raw: (_stream, bytes) => host.fs.append(log, bytes),
  };
  const emit = dvcLines(sink, say, { quiet: false });
  host.fs.append(log, `Reproducing experiment '${task.entry.name}'\n`);
  try {
    const done = await runEntry(repo, git, task.entry, {
      parent: expsFolder(repo),
      infoFile: runFile(repo, stashRev, "run"),
      location: "dvc-task",
      env: { ...task.options.env, ...assignment.env, [TASK_VARIABLE]: task.id },
      also: [{ ref: pinOf(task.id), to: null }],
      onCheckout: (checkout) => advance({ kind: "start", checkout, atMs: host.clock.now() }),
      onCommit: (rev) => advance({ kind: "collect", rev }),
      stages: {
        output: { file: log, identity: groupFile(repo, task.id) },
        signal,
        onCommand: (started) => {
          pid = started;
          unlessFault(() => writeProcess(repo, stashRev, pid)); // the command runs already: a full disk must not lose it
        },
      },
    }, (event) => {
      if (event.kind !== "experiment-started" && event.kind !== "experiment-done") emit(event);
    });
    if (done === undefined) throw fault("usage/dry-task", {});
    writeProcess(repo, stashRev, pid);
    writeProcess(repo, stashRev, pid, 0);
    return { kind: "done", rev: done.rev };
  } catch (error) {
    const failure = describe(error, say);
    unlessFault(() => { // the failure itself is told by the message
      sink.err(`ERROR: ${failure.message}`);
      writeProcess(repo, stashRev, pid);
      writeProcess(repo, stashRev, pid, FAILED_EXIT);
    });
    return failure;
  }
}

function describe(error: unknown, say: Say): Extract<Outcome, { kind: "failed" }> {
  const exitCode = FAILED_EXIT;
  if (error instanceof ExpError) {
    return { kind: "failed", message: say(error), exitCode, errorKind: error.kind };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { kind: "failed", message, exitCode, errorKind: "bug" };
}

/** Does what only informs: where the machine refuses it (a full disk), it is left out. */
function unlessFault(inform: () => void): void {
  try {
    inform();
  } catch (error) {
    if (!(error instanceof MachineError)) throw error;
  }
}
