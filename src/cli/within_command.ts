import { ExpError } from "../common/mod.ts";
import type { DvcCommand } from "../voice/mod.ts";
import { fault } from "./fault.ts";

/** Runs what needs a remote by name: to DVC it is then the configuration that is wrong. */
export async function withinConfigured<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ExpError ? fault("within/configured", {}, error) : error;
  }
}

/** Runs what DVC reports the failures of with other words and another code than they have by themselves. */
export async function withinCommand<T>(command: DvcCommand, work: () => Promise<T>, targets = ""): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ExpError ? fault("within/command", { command, targets }, error) : error;
  }
}
