import type { MergeRequest } from "../hooks/mod.ts";
import { joinPath } from "../repo/mod.ts";
import type { Context } from "./command.ts";
import type { Options } from "./commands.ts";
import { fault } from "./fault.ts";

/** Git's own. */
const MARKER_SIZE = 7;

/** What Git says when it calls a merge driver; DVC's own way of calling has less of it. */
export function readMergeRequest(context: Context, options: Options<"git-hook merge-driver">): MergeRequest {
  const place = (name: "ancestor" | "our" | "their"): string => {
    const path = options[name];
    if (path === undefined) {
      throw fault("usage/goes-with", { option: "merging", needs: "--ancestor, --our and --their" });
    }
    return joinPath(context.cwd, path);
  };
  const files = { ancestor: place("ancestor"), our: place("our"), their: place("their") };
  const shown = options.path ?? options.our!;
  return {
    files,
    path: joinPath(context.cwd, shown),
    shown,
    markerSize: options.markerSize ?? MARKER_SIZE,
    thenAsText: context.inManner({ exp: true, dvc: false }),
  };
}
