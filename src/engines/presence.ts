import type { Host } from "../host/mod.ts";

/** Is an engine spoken with from this machine? Its program is looked for on PATH; nothing is started. */
export function isOnPath({ env, fs }: Host, program: string): boolean {
  return (env.get("PATH") ?? "").split(":").filter((folder) => folder.startsWith("/"))
    .some((folder) => fs.stat(`${folder}/${program}`)?.kind === "file");
}
