import type { CheckoutChange } from "../data/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { displayPath } from "../stage/mod.ts";
import type { Context } from "./command.ts";

/** `M\tpath`, `A\tfolder/`: one line for each out. DVC expands the tab. */
export function changeLine(context: Context, repo: Repo, { kind, path }: CheckoutChange): string {
  const isFolder = path.endsWith("/");
  const gap = context.inManner({ exp: "\t", dvc: " ".repeat(7) });
  return `${kind.charAt(0).toUpperCase()}${gap}${displayPath(repo, isFolder ? path.slice(0, -1) : path)}${
    isFolder ? "/" : ""
  }`;
}

/** `1 file fetched, 2 files added and 1 file deleted`; empty when nothing was done. */
export function summary(changes: readonly CheckoutChange[], fetched = 0): string {
  const total = (kind: CheckoutChange["kind"]) => changes.reduce((sum, { files }) => sum + files[kind], 0);
  const counts = [
    ["fetched", fetched],
    ["modified", total("modified")],
    ["added", total("added")],
    ["deleted", total("deleted")],
  ] as const;
  const parts = counts.filter(([, n]) => n > 0).map(([kind, n]) => `${n} file${n === 1 ? "" : "s"} ${kind}`);
  return parts.join(", ").replace(/, ([^,]*)$/, " and $1");
}
