import type { ExecutorFaults } from "../executors/mod.ts";
import type { Sayings } from "./saying.ts";

export const EXECUTORS: Sayings<ExecutorFaults> = {
  "interrupted/checkout-gone": ({ checkout }) => `somebody deleted its checkout, ${checkout}`,
  "config/line-break": ({ path }) => ({
    exp: `${JSON.stringify(path)} has a line break, so no checkout's configuration can name it`,
    hint: "run in the workspace, without --temp and --queue, or rename that folder",
  }),
  "not-found/to-copy": ({ path, source }) => ({
    exp: `there is no ${path} to copy into the checkout`,
    dvc: `Unable to copy '${source}'. It is not a file or directory.`,
  }),
  "usage/copies-cache": ({ path }) =>
    `${path} is where runs and cached data are kept: it cannot be copied into a checkout`,
  "usage/copies-outside": ({ path }) => `${path} is not inside of the repository, so it has no place in the checkout`,
};
