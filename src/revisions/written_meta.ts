/** A stage's `meta:` as it stands in its file. */
import { isMap, pyStr, type Value } from "../common/mod.ts";
import { parseYaml } from "@exp/formats";
import type { Repo } from "../repo/mod.ts";
import type { Stage } from "../stage/mod.ts";

interface WrittenMeta {
  readonly line: number;
  /** Numbers that lose something by being read (`007`, `1.50`) become texts. */
  asWritten(meta: Value): Value;
}

/** A stage's `meta:`; of a group's stages that of the group. */
export function findMeta(past: Repo, { file }: Stage, name: string): WrittenMeta | undefined {
  const text = past.host.fs.readText(`${past.root}/${file}`);
  const document = parseYaml(text, { file });
  const group = name.split("@", 1)[0] as string;
  const path = [[name], [group], [group, "do"]].map((steps) => ["stages", ...steps, "meta"])
    .find((steps) => document.keyPositionOf(steps) !== undefined);
  if (path === undefined) return undefined;
  const lines = text.split("\n");
  const asWritten = (value: Value, steps: readonly string[]): Value => {
    if (isMap(value)) {
      return new Map([...value].map(([key, inner]) => [key, asWritten(inner, [...steps, String(key)])]));
    }
    if (typeof value !== "bigint" && typeof value !== "number") return value;
    const at = document.positionOf(steps);
    const [word] = /^[-+\w.]+/.exec(lines[(at?.line ?? 0) - 1]?.slice((at?.column ?? 1) - 1) ?? "") ?? [];
    return word === undefined || word === pyStr(value) ? value : word;
  };
  return { line: document.keyPositionOf(path)?.line ?? 1, asWritten: (meta) => asWritten(meta, path) };
}
