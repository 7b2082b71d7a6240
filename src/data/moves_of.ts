import type { MoveOptions } from "../storage/mod.ts";
import type { TransferHow } from "./remote.ts";

/** How a remote moves files: as the command says, else as its own `jobs` does. */
export function movesOf(how: TransferHow, options: ReadonlyMap<string, string>): MoveOptions {
  const configured = Number(options.get("jobs"));
  const jobs = how.jobs ?? (configured > 0 ? configured : undefined);
  return { jobs, bytesPerSecond: how.bytesPerSecond, signal: how.signal };
}
