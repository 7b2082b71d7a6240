/** `[file:]key OP value -> [file:]key, …` as it is typed. */
import { DEFAULT_PARAMS_FILE } from "@exp/hydra";
import { type Condition, OPERATORS, type ParamPlace } from "./definition.ts";
import { fault } from "./faults.ts";

/**
 * One condition for each parameter behind the arrow.
 *
 * @throws {ExpError} `usage` when the text is no condition
 */
export function parseConditions(text: string): Condition[] {
  const match = /^\s*([^=!<>]+?)\s*(==|=|!=|<=|>=|<|>)(?![=<>])\s*(.+?)\s*(?:->|\u2192)\s*(\S.*?)\s*$/.exec(text);
  if (match === null) throw fault("usage/search-condition", { text });
  const [, asked = "", typed = "", value = "", parameters = ""] = match;
  const operator = OPERATORS.find((one) => one === (typed === "==" ? "=" : typed))!;
  return parameters.split(",").map((parameter) => ({
    parameter: placeOf(parameter),
    on: placeOf(asked),
    operator,
    value,
  }));
}

/** A colon ends the file, as in `-S`. */
function placeOf(text: string): ParamPlace {
  const colon = text.indexOf(":");
  return { file: colon < 0 ? DEFAULT_PARAMS_FILE : text.slice(0, colon).trim(), key: text.slice(colon + 1).trim() };
}
