import type { MergeRequest } from "../hooks/mod.ts";
import { joinPath } from "../repo/mod.ts";
import type { Context } from "./command.ts";
import type { Options } from "./commands.ts";
import { fault } from "./fault.ts";

/** Git's own. */
const MARKER_SIZE = 7;

/** What Git says when it calls a merge driver; DVC's own way of calling has less of it. */
export function readMergeRequest(context: Context, options: Options<"git-hook merge-driver">): MergeRequest {
  const { ancestor, our, their } = options;
  if (ancestor === undefined || our === undefined || their === undefined) {
    throw fault("usage/goes-with", { option: "merging", needs: "--ancestor, --our and --their" });
  }
  const placeOf = (path: string) => joinPath(context.cwd, path);
  const shown = options.path ?? our;
  return {
    files: { ancestor: placeOf(ancestor), our: placeOf(our), their: placeOf(their) },
    path: placeOf(shown),
    shown,
    markerSize: options.markerSize ?? MARKER_SIZE,
    thenAsText: context.inManner({ exp: true, dvc: false }),
  };
}
