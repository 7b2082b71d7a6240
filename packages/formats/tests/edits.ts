/** Edits written as text, for tests: `a/b/0`, digits being list indexes. */
import type { Value } from "@exp/values";
import type { Edit } from "../edit.ts";

function pathOf(text: string): (string | bigint)[] {
  return text.split("/").map((part) => /^\d+$/.test(part) ? BigInt(part) : part);
}

export function set(path: string, value: Value): Edit {
  return { path: pathOf(path), op: "set", value };
}

export function remove(path: string): Edit {
  return { path: pathOf(path), op: "delete" };
}
