import type { Host } from "../host/mod.ts";

/** Bytes that this user may still write below a folder; undefined where `df` cannot tell. */
export function freeBytesOf(host: Host, folder: string): number | undefined {
  const result = host.processes.runSync({ program: "sh", args: ["-c", 'df -Pk -- "$1"', "sh", folder], cwd: "/" });
  const free = new TextDecoder().decode(result.stdout).trim().split("\n").at(-1)?.split(/\s+/)[3];
  return result.code === 0 && free !== undefined && /^\d+$/.test(free) ? Number(free) * 1024 : undefined;
}
