import type { OutFilter, ResultKind } from "../workspace/mod.ts";
import { fault } from "./fault.ts";

interface FilterOptions {
  readonly maxSize: number | undefined;
  readonly type: readonly string[];
}

const KINDS: readonly ResultKind[] = ["metrics", "plots"];

/** `--max-size` (0 is none, as in DVC) and `--type`. @throws {ExpError} `usage` */
export function outFilter({ maxSize, type }: FilterOptions): OutFilter {
  return { maxBytes: maxSize || undefined, kinds: type.map(kindOf) };
}

function kindOf(word: string): ResultKind {
  const kind = KINDS.find((one) => one === word);
  if (kind === undefined) throw fault("usage/no-choice", { option: "--type", value: word, choices: KINDS });
  return kind;
}
