/**
 * The queue: tasks that survive crashes, and the drains that run them.
 *
 * A task is a pinned commit (`refs/exps/celery/task/<id>`) with a folder of facts. Pins and experiments change in one
 * Git transaction, so a result is there exactly when its pin is gone; leases are locks that the kernel frees; all else
 * can be made again from these, and every command begins by doing so (see recover_decision.ts for the rules).
 */
export { enqueueEntries } from "./enqueue.ts";
export { submitExperiments } from "./submit.ts";
export {
  DEFAULT_TASK_OPTIONS,
  isOver,
  isUnderWay,
  type Task,
  type TaskOptions,
  type TaskReport,
  type TaskState,
} from "./task.ts";
export { parseAmounts } from "./slots.ts";
export { drainQueue, type DrainReport, type Refill } from "./drain.ts";
export type { BegunRun, Onlooker, WatchTask } from "./onlooker.ts";
export { addReports, curveOf, CurveReader } from "./curve_file.ts";
export { drainByEngine } from "./engine_head.ts";
export { type Asked, askEngines } from "./ask_engines.ts";
export { syncEngines } from "./sync_engines.ts";
export type { EngineSettings } from "./submission.ts";
export { runTasksOfJob } from "./run_job.ts";
export { killGiven, withdrawTasks } from "./kill_given.ts";
export type { Ended } from "./job.ts";
export { askDrains } from "./drains.ts";
export { dvcWorkers } from "./dvc_files.ts";
export { countWorkers } from "./workers.ts";
export { queueMark } from "./queue_mark.ts";
export { startDrain } from "./start.ts";
export { runAll, type RunAllReport } from "./run_all.ts";
export { brokenTasks } from "./broken.ts";
export { type Damaged, refreshQueue } from "./refresh.ts";
export { type ListedTask, listTasks } from "./list.ts";
export { LogFollower } from "./follow.ts";
export { eachChunk, logFile, readLogTail } from "./logs.ts";
export { removeTasks } from "./remove.ts";
export {
  changeOptions,
  findTask,
  findTasks,
  giveUpTasks,
  killTasks,
  moveTasks,
  type QueuePosition,
  retryTasks,
} from "./verbs.ts";
export { ElsewhereReader } from "./other_queues.ts";
export { withAllQueuesLock } from "./queue_lock.ts";
export { type KnownTask, readTasks, TaskReader, tellDrains } from "./store.ts";
export { waitingTasks } from "./waiting.ts";
export { endDvcTask, familyOfTask, interruptDvcTask } from "./dvc_kill.ts";
export { shownTasks } from "./shown.ts";
export type { Assignment, FromWorker, Setup, ToWorker } from "./protocol.ts";
export { runTask } from "./run_task.ts";
export type { QueueFaults } from "./faults.ts";
