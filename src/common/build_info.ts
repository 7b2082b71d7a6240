/**
 * What a compiled program was made from; its version stands in deno.json alone. Run from source, version and commit are
 * "source", and nothing is known of permissions.
 */
interface BuildInfo {
  readonly version: string;
  /** Short commit id, with "+" when the work tree had changes; "source" when the program was not built. */
  readonly commit: string;
  /** The target triple it was compiled for; empty when it was not built. */
  readonly target: string;
  /** The permission flags it was compiled with, as written on the command line. */
  readonly permissions: readonly string[];
}

// scripts/build writes the facts as JSON over this word in the finished bundle
const STAMP = "@EXP_BUILD_INFO@";

export function readBuildInfo(): BuildInfo {
  try {
    return JSON.parse(STAMP) as BuildInfo;
  } catch {
    return { version: "source", commit: "source", target: "", permissions: [] };
  }
}
