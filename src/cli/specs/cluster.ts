/** What commands take that send tasks to a batch engine. */
import { option } from "../command.ts";

/** What a job asks for: of a task when it is queued, of all tasks when they are sent. */
export const JOB_OPTIONS = [
  option("--slurm <options>", "what a job asks for: partition=gpu,time=2:00:00,mem=16G (may be repeated)", {
    as: "append",
    only: "exp",
  }),
  option("--submit-option <options>", "the same, to an engine of another name (may be repeated)", {
    as: "append",
    only: "exp",
  }),
  option("--profile <name>", "options that the engine's file has under a name", { only: "exp" }),
  option("--requeue", "when a job's time is over, the task goes on in another one", { only: "exp" }),
] as const;

/** How tasks are sent. */
export const ENGINE_OPTIONS = [
  option("--executor <name>", "where tasks run: local, slurm, sge, or an engine of your own (default: local)", {
    only: "exp",
  }),
  ...JOB_OPTIONS,
  option("--pack <n>", "with --executor: tasks that one job runs, one after the other (default: 1)", {
    as: "int",
    only: "exp",
  }),
  option("--scratch <folder>", "with --executor: where checkouts are made, '$TMPDIR' is the node's own", {
    only: "exp",
  }),
  option("--exp-path <path>", "with --executor: this program on the nodes (default: where it is here)", {
    only: "exp",
  }),
  option("--warn <time>", "with --executor: tell a job so long before its time is over (default: 60s)", {
    only: "exp",
  }),
] as const;
