import type { FormatFaults } from "@exp/formats";
import type { Sayings } from "./saying.ts";

const LONGEST_SHOWN_LINE = 120;

export const FORMATS: Sayings<FormatFaults> = {
  "invalid-file/syntax": ({ format, file, line, column, what }) => ({
    exp: `${file}:${line}:${column}: ${what}`,
    dvc: `unable to read: '${file}', ${format} file structure is corrupted: ${what} at line ${line} column ${column}`,
  }),
  "invalid-file/yaml": ({ file, line, column, what, text }) => ({
    exp: `${file}:${line}:${column}: ${what}`,
    hint: underlined(text.replaceAll("\t", " "), column),
  }),
  "invalid-file/too-deep": ({ file, most }) => ({
    exp: `${file}: more than ${most} levels of nesting`,
    dvc: `unable to read: '${file}', more than ${most} levels of nesting`,
  }),
  "invalid-file/pickle": ({ file, what }) => `${file} is not a pickle of plain data: ${what}`,
  "invalid-file/not-a-map": ({ file }) => `${file} does not hold a map`,
  "config/syntax": ({ file, line, what }) => ({
    exp: `${file}:${line}: ${what}`,
    dvc: `configuration error - config file error: ${what} at line ${line}.`,
  }),
  "invalid-override/edit": ({ what }) => what,
  "invalid-override/null-in-toml": () => ({
    exp: "a TOML file cannot hold null",
    hint: "remove the key with ~key instead",
    dvc: "unexpected error - Unable to convert an object of <class 'NoneType'> to a TOML item",
  }),
  "invalid-override/no-way": ({ key, format }) => ({
    exp: `${key} cannot be changed in this ${format} file`,
    hint: "edit the file by hand, or move the value to a line of its own",
  }),
};

/** The part of a line that holds the column, and a caret below it. */
function underlined(line: string, column: number): string {
  const first = Math.max(0, column - LONGEST_SHOWN_LINE);
  return `${line.slice(first, first + LONGEST_SHOWN_LINE)}\n${" ".repeat(column - 1 - first)}^`;
}
