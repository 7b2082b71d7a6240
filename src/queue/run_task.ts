/** One task, in its checkout, from the claim to the experiment's ref. Runs in a Worker. */
import { ExpError, type Say } from "../common/mod.ts";
import { type EntryOptions, runEntry } from "../executors/mod.ts";
import type { Git } from "../git/mod.ts";
import { MachineError } from "../host/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { dvcLines, type LineSink } from "../ui/mod.ts";
import { writeProcess } from "./dvc_files.ts";
import { pinOf, runFile } from "./layout.ts";
import { groupFile, isStillMine } from "./lease.ts";
import { runMark, TASK_VARIABLE } from "./machine.ts";
import { clearWay } from "./own_files.ts";
import type { Assignment, Outcome } from "./protocol.ts";
import { writeState } from "./store.ts";
import { move, type Task, type TaskEvent, type TaskState } from "./task.ts";
import { fault } from "./faults.ts";

/** DVC's task processes exit so after a failure. */
const FAILED_EXIT = 255;

/** What a task's run is told, and tells. */
interface TaskSeams {
  /** Ends the stage (TERM, then KILL). */
  readonly signal: AbortSignal;
  readonly say: Say;
  readonly onState: (state: TaskState) => void;
}

export async function runTask(repo: Repo, git: Git, assignment: Assignment, seams: TaskSeams): Promise<Outcome> {
  const { task } = assignment;
  const log = openLog(repo, task);
  const emit = dvcLines(log, seams.say, { quiet: false });
  const process = new ProcessRecord(repo, task.entry.stashRev);
  try {
    const done = await runEntry(repo, git, task.entry, entryOptions(repo, assignment, process, seams), (event) => {
      if (event.kind !== "experiment-started" && event.kind !== "experiment-done") emit(event);
    });
    if (done === undefined) throw fault("usage/dry-task", {});
    process.ended(0);
    return { kind: "done", rev: done.rev };
  } catch (error) {
    const failure = describe(error, seams.say);
    unlessFault(() => { // the failure itself is told by the message
      log.err(`ERROR: ${failure.message}`);
      process.ended(FAILED_EXIT);
    });
    return failure;
  }
}

/** The file that a terminal's lines go to, and that the task's commands append to themselves. */
function openLog(repo: Repo, { id, entry }: Task): LineSink {
  const { fs } = repo.host;
  const log = runFile(repo, entry.stashRev, "out");
  fs.makeDir(log.slice(0, log.lastIndexOf("/")));
  for (const path of [log, runFile(repo, entry.stashRev, "run"), groupFile(repo, id)]) clearWay(repo, path);
  fs.append(log, `Reproducing experiment '${entry.name}'\n`);
  const write = (line: string) => fs.append(log, line + "\n");
  return { out: write, err: write, raw: (_stream, bytes) => fs.append(log, bytes) };
}

function entryOptions(
  repo: Repo,
  { task, state: first, env, owner, scratch }: Assignment,
  process: ProcessRecord,
  { signal, onState }: TaskSeams,
): EntryOptions {
  const { stashRev } = task.entry;
  const mark = runMark(repo.host, task.id);
  let state = first;
  const advance = (event: TaskEvent) => {
    if (!isStillMine(repo, { id: task.id, owner })) throw fault("interrupted/lease-lost", { name: task.entry.name });
    state = move(state, event);
    writeState(repo, task.id, state);
    onState(state);
  };
  return {
    parent: scratch,
    infoFile: runFile(repo, stashRev, "run"),
    location: "dvc-task",
    env: { ...task.options.env, ...env, [TASK_VARIABLE]: task.id, [mark.name]: mark.value },
    also: [{ ref: pinOf(task.id), to: null, from: stashRev }],
    onCheckout: (checkout) => advance({ kind: "start", checkout, atMs: repo.host.clock.now() }),
    onCommit: (rev) => advance({ kind: "collect", rev }),
    stages: {
      output: { file: runFile(repo, stashRev, "out"), identity: groupFile(repo, task.id) },
      signal,
      onCommand: (pid) => process.began(pid),
    },
  };
}

/** Tells DVC which process is the task's: its command, before and after that the program itself. */
class ProcessRecord {
  #pid: number;
  #hasBegun = false;

  constructor(readonly repo: Repo, readonly stashRev: string) {
    this.#pid = repo.host.pid;
  }

  began(pid: number): void {
    this.#pid = pid;
    unlessFault(() => { // it runs already: a full disk must not lose it
      writeProcess(this.repo, this.stashRev, pid);
      this.#hasBegun = true;
    });
  }

  ended(exitCode: number): void {
    if (!this.#hasBegun) writeProcess(this.repo, this.stashRev, this.#pid);
    writeProcess(this.repo, this.stashRev, this.#pid, exitCode);
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
