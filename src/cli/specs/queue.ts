import { defineCommands, DRY_RUN, option, under } from "../command.ts";
import { ENGINE_OPTIONS } from "./cluster.ts";

export const QUEUE_COMMANDS = defineCommands({
  "queue start": {
    dvc: "queue start",
    about: "start workers that outlive this terminal",
    examples: ["exp queue start -j 2", "exp queue start --executor slurm -j 50"],
    options: [
      option("-j, --jobs <n>", "how many experiments at once", { as: "int" }),
      option("--slots <slot=n>", "scarce things: gpu=2 (may be repeated)", { as: "append", only: "exp" }),
      ...under("A batch engine", ENGINE_OPTIONS),
    ],
  },
  "queue stop": {
    dvc: "queue stop",
    about: "stop workers after what runs has finished",
    examples: ["exp queue stop", "exp queue stop --kill"],
    options: [option("--kill", "end what runs, too")],
  },
  "queue drain": {
    about: "run what is queued in the foreground, then exit: for cron",
    examples: [
      "exp queue drain -j 4",
      "exp queue drain --exclusive --max-time 50m",
      "exp queue drain --executor slurm --slurm partition=gpu,time=2:00:00",
    ],
    options: [
      ...under("How much", [
        option("-j, --jobs <n>", "how many experiments at once (default: 1; of an engine's array: all)", { as: "int" }),
        option("--slots <slot=n>", "scarce things: gpu=2 (may be repeated)", { as: "append" }),
        option("--max-time <time>", "take no new work after this long (90s, 50m, 2h)"),
        option("--until <HH:MM>", "take no new work after this time of day"),
        option("--max-tasks <n>", "take at most n tasks", { as: "int" }),
        option("--linger <time>", "wait this long for new tasks before leaving"),
        option("--exclusive", "leave at once, with exit code 0, if another drain is at work"),
      ]),
      ...under("Output", [
        option("--exit-code", "exit with 5 when there was nothing to do"),
        option("--json", "print the outcome as JSON"),
      ]),
      ...under("A batch engine", [
        ...ENGINE_OPTIONS,
        option("--detach", "with an engine: submit, collect what has ended, and leave"),
      ]),
    ],
  },
  "queue sync": {
    about: "collect what a batch engine has run or lost",
    examples: ["exp queue sync", "exp queue sync --json"],
    options: [
      option("--json", "print the outcome as JSON"),
      option("--requeue", "let tasks whose jobs had no time left go on in others"),
    ],
  },
  "queue run-task": {
    args: "<ids...>",
    about: "run tasks on a node: what job scripts call",
    completes: "none",
    examples: [
      "exp queue run-task --job exp-mnist-3f0c1a9b2d 5f2c9c1e",
      "exp queue run-task --job exp-mnist-3f0c1a9b2d --requeue 5f2c9c1e 03f3f64a",
    ],
    options: [
      option("--job <name>", "the job that this is"),
      option("--scratch <folder>", "where checkouts are made"),
      option("--warn <seconds>", "how long before its time limit the job is told", { as: "int" }),
      option("--requeue", "go on in another job when the time is over"),
    ],
  },
  "queue status": {
    dvc: "queue status",
    about: "show tasks and workers",
    examples: ["exp queue status", "exp queue status --watch"],
    options: [
      option("--json", "as JSON", { only: "exp" }),
      option("-w, --watch", "again whenever something changes, until Ctrl-C", { only: "exp" }),
    ],
  },
  "top": {
    about: "watch and steer the queue on the whole screen",
    examples: ["exp top", "exp top --metric metrics.json:loss --direction min"],
    options: [
      option("--metric <file:key>", "rank what has finished by this metric"),
      option("--direction <order>", "which is better: max or min (default: by the metric's name)"),
      option("-A, --all-commits", "rank the experiments of all commits"),
    ],
  },
  "queue logs": {
    dvc: "queue logs",
    args: "<task>",
    about: "show what a task has printed",
    examples: ["exp queue logs -f brave-fox", "exp queue logs -n 50 brave-fox"],
    options: [
      option("-f, --follow", "go on as it prints"),
      option("-e, --encoding <name>", "the log's encoding (default: utf-8)", { only: "dvc" }),
      option("-n, --lines <n>", "only the last n lines", { as: "int", only: "exp" }),
      option("--raw", "every byte, escape codes too", { only: "exp" }),
    ],
  },
  "logs": {
    args: "<task>",
    about: "show what a task has printed",
    examples: ["exp logs -f brave-fox", "exp logs -n 50 brave-fox"],
    options: [
      option("-f, --follow", "go on as it prints"),
      option("-n, --lines <n>", "only the last n lines", { as: "int" }),
      option("--raw", "every byte, escape codes too"),
    ],
  },
  "wait": {
    args: "[tasks...]",
    about: "wait until tasks of the queue are over",
    examples: ["exp wait brave-fox", "exp wait --all --timeout 2h"],
    options: [
      option("--all", "all that wait or run now"),
      option("--timeout <time>", "wait this long at most (90s, 50m, 2h); then exit with 124"),
    ],
  },
  "queue kill": {
    dvc: "queue kill",
    args: "[tasks...]",
    about: "end running tasks",
    examples: ["exp queue kill brave-fox", "exp queue kill --force 5f2c9c1"],
    options: [option("-f, --force", "at once, without time to clean up"), DRY_RUN],
  },
  "queue remove": {
    dvc: "queue remove",
    aliases: ["rm"],
    args: "[tasks...]",
    about: "remove tasks from the queue",
    examples: ["exp queue remove brave-fox", "exp queue remove --success"],
    options: [
      option("--queued", "all that wait"),
      option("--success", "all that went well (their experiments stay)"),
      option("--failed", "all that failed"),
      option("--all", "all of these"),
      option("-y, --yes", "do not ask", { only: "exp" }),
      DRY_RUN,
    ],
  },
  "queue retry": {
    args: "[tasks...]",
    about: "put failed tasks back into the queue",
    examples: ["exp queue retry --failed", "exp queue retry brave-fox"],
    options: [option("--failed", "all that failed"), DRY_RUN],
  },
  "queue move": {
    args: "<tasks...>",
    about: "change the order of waiting tasks",
    examples: ["exp queue move brave-fox --first", "exp queue move brave-fox --before calm-lake"],
    options: [
      option("--first", "to the front"),
      option("--last", "to the end"),
      option("--before <task>", "right before this one"),
      option("--priority <n>", "give them this priority", { as: "int" }),
      DRY_RUN,
    ],
  },
  "queue hold": {
    args: "<tasks...>",
    about: "keep waiting tasks from being run",
    examples: ["exp queue hold brave-fox", "exp queue hold brave-fox calm-lake"],
    options: [DRY_RUN],
  },
  "queue release": {
    args: "<tasks...>",
    about: "let held tasks run again",
    examples: ["exp queue release brave-fox", "exp queue release brave-fox calm-lake"],
    options: [DRY_RUN],
  },
});
