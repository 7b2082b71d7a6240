import type { Host } from "../host/mod.ts";
import { fault } from "./faults.ts";
import { programOf } from "./rclone_child.ts";
import type { PlaceDraft } from "./rclone_draft.ts";

/** `1.60.1-DEV` is 1.60. */
export type RcloneVersion = readonly [major: number, minor: number];

const known = new Map<string, { readonly version: RcloneVersion; readonly text: string } | undefined>();

/** Asked once in a process; undefined where there is no rclone, or none that tells. */
export function rcloneVersion(host: Host): { readonly version: RcloneVersion; readonly text: string } | undefined {
  const program = programOf(host);
  if (!known.has(program)) known.set(program, ask(host, program));
  return known.get(program);
}

/** @throws {ExpError} `no-program` naming the first need that is not met */
export function checkNeeds(host: Host, needs: PlaceDraft["needs"]): void {
  if (needs.length === 0) return;
  const found = rcloneVersion(host);
  if (found === undefined) return; // what is started next will say so
  for (const { atLeast, what } of needs) {
    if (isOlder(found.version, atLeast)) {
      const needed = atLeast.join(".");
      throw fault("no-program/storage-too-old", { program: "rclone", version: found.text, needed, what });
    }
  }
}

/** Where there is none, or none that tells, it is taken for a new one. */
export function isRcloneOlder(host: Host, wanted: RcloneVersion): boolean {
  const found = rcloneVersion(host);
  return found !== undefined && isOlder(found.version, wanted);
}

export function isOlder([major, minor]: RcloneVersion, [wantedMajor, wantedMinor]: RcloneVersion): boolean {
  return major < wantedMajor || (major === wantedMajor && minor < wantedMinor);
}

function ask(host: Host, program: string) {
  const args = ["-c", 'exec "$0" version', program];
  const { stdout } = host.processes.runSync({ program: "sh", args, cwd: "/", env: { RCLONE_CONFIG: "" } });
  const match = /^rclone v((\d+)\.(\d+)\S*)/.exec(new TextDecoder().decode(stdout));
  if (match === null) return undefined;
  return { version: [Number(match[2]), Number(match[3])] as const, text: match[1]! };
}
