import { faultsOf, type NoFacts } from "../common/mod.ts";

/** What can be wrong with queued experiments. */
export interface QueueFaults {
  "busy/task": { name: string };
  "busy/queue": { root: string };
  "usage/dry-task": NoFacts;
  "interrupted/lease-lost": { name: string };
  "usage/slots": { option: string; text: string };
  /** `what`: as the command calls its tasks. */
  "not-found/tasks": { words: readonly string[]; what: string; nearest: string | undefined };
  "not-found/short-id": { word: string; fits: readonly string[] };
  /** Through the module: some of those that were run at once. */
  "failed/experiments": { failed: readonly { readonly name: string; readonly message: string }[] };
  "usage/jobs-without-run-all": NoFacts;
  "not-found/waiting-task": { name: string };
}

export const fault = faultsOf<QueueFaults>();
