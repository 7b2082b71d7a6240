/** How numbers are written, in overrides and in the arguments of interpolations alike. */

/** Patterns, for use inside of others. */
export const UINT = "(?:0|[1-9](?:_?[0-9])*)";
export const DIGITS = "[0-9](?:_?[0-9])*";
export const POINT = `(?:${UINT}?\\.${DIGITS}|${UINT}\\.)`;

/** The integer of an `int` token. */
function readInt(text: string): bigint {
  const plain = text.replaceAll("_", "");
  return BigInt(plain.startsWith("+") ? plain.slice(1) : plain);
}

/** The float of a `float` token. */
function readFloat(text: string): number {
  const plain = text.replaceAll("_", "").toLowerCase();
  if (plain.endsWith("nan")) return NaN;
  if (plain.endsWith("inf")) return plain.startsWith("-") ? -Infinity : Infinity;
  return Number(plain);
}

/** What a token of one of these kinds stands for; undefined for the other kinds, which are text. */
export function readTyped(kind: string, text: string): null | boolean | bigint | number | undefined {
  switch (kind) {
    case "null":
      return null;
    case "bool":
      return text.toLowerCase() === "true";
    case "int":
      return readInt(text);
    case "float":
      return readFloat(text);
    default:
      return undefined;
  }
}
