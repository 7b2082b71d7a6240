/** The error of an override that cannot be read. */
import { Fault } from "@exp/values";
import type { HydraFaults } from "./faults.ts";

/** Where and why an override cannot be read, for people (the message) and as Hydra reports it (the other fields). */
export class OverrideError extends Fault {
  /** Hydra's exception class. */
  readonly errorClass: string = "OverrideParseException";
  /** First line of Hydra's message; not word for word where Hydra's parser generator speaks. */
  readonly firstLine: string;
  /** Python's exception class and message when a function refused its arguments. */
  readonly causeClass: string | undefined;
  readonly causeLine: string | undefined;

  constructor(
    readonly override: string,
    /** 1 is the first character (Unicode code point). */
    readonly column: number,
    /** What is wrong, without the place. */
    readonly reason: string,
    hydra: { readonly firstLine: string; readonly causeClass?: string; readonly causeLine?: string },
  ) {
    const text = `cannot read the override at column ${column}: ${reason}\n${drawCaret(override, column)}`;
    const words: HydraFaults["invalid-override/hydra"] = {
      text,
      hint: undefined,
      dvc: `unexpected error - ${hydra.firstLine}`,
    };
    super("invalid-override/hydra", words);
    this.message = text;
    this.firstLine = hydra.firstLine;
    this.causeClass = hydra.causeClass;
    this.causeLine = hydra.causeLine;
  }
}

/** The override's line that holds the column, and a caret under it. Tabs stay tabs, so that the caret stays below. */
function drawCaret(override: string, column: number): string {
  const before = [...override].slice(0, column - 1);
  const lineStart = before.lastIndexOf("\n") + 1;
  const line = [...override].slice(lineStart).join("").split("\n", 1)[0] ?? "";
  const indent = before.slice(lineStart).map((character) => character === "\t" ? "\t" : " ").join("");
  return `    ${line}\n    ${indent}^`;
}
