import type { QueueFaults } from "../queue/mod.ts";
import { didYouMean } from "./phrases.ts";
import type { Sayings } from "./saying.ts";

export const QUEUE: Sayings<QueueFaults> = {
  "busy/task": ({ name }) => `another process has been putting the task ${name} in order for half a minute`,
  "busy/queue": ({ root }) => ({ exp: `another process works on the queue of ${root}`, hint: "try again" }),
  "interrupted/lease-lost": ({ name }) => `${name} was given to somebody else: its machine was taken for dead`,
  "usage/dry-task": () => "a dry run has no result",
  "usage/slots": ({ option, text }) => ({
    exp: `${option} needs name=number, not '${text}'`,
    hint: `for example ${option} gpu=1`,
  }),
  "not-found/tasks": ({ words, what, nearest }) => ({
    exp: `${words.map((word) => `'${word}'`).join(", ")}: no such ${what}`,
    hint: didYouMean(nearest) ?? "`exp queue status` lists all tasks",
    dvc: words.length === 1
      ? `'${words[0]}' is not a valid ${what} name`
      : `'${words.join("; ")}' are not valid ${what} names`,
  }),
  "not-found/short-id": ({ word, fits }) => ({ exp: `'${word}' fits ${fits.length} tasks`, hint: fits.join(", ") }),
  "failed/experiments": ({ failed }) => ({
    exp: `failed: ${failed.map(({ name, message }) => `${name} (${message})`).join(", ")}`,
    hint: "`exp logs NAME` tells why, `exp queue retry NAME` tries again",
  }),
  "usage/jobs-without-run-all": () => "jobs goes with runAll",
  "not-found/waiting-task": ({ name }) => `'${name}' does not wait in the queue`,
};
