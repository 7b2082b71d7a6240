import type { Host } from "../host/mod.ts";
import { fault } from "./faults.ts";
import type { Profile } from "./profile.ts";

/** Is an engine spoken with from this machine? Its program is looked for on PATH; nothing is started. */
export function isOnPath({ env, fs }: Host, program: string): boolean {
  return (env.get("PATH") ?? "").split(":").filter((folder) => folder.startsWith("/"))
    .some((folder) => fs.stat(`${folder}/${program}`)?.kind === "file");
}

/** @throws {ExpError} `not-found` where the engine is not used from here */
export function requireProgram(host: Host, { summary, program }: Pick<Profile, "summary" | "program">): void {
  if (!isOnPath(host, program)) {
    throw fault("not-found/engine-program", { engine: summary, says: `${program} is not on PATH` });
  }
}
