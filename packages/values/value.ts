/**
 * Data as Python and YAML see it: integers and floats are different things, mappings keep their order, and a key
 * may be a number.
 *
 * Integers are `bigint`, floats are `number`, mappings are `Map`. So `1.0` stays a float through every read and
 * write, integers have no size limit, and a key named `__proto__` is a key. Two equal references inside one tree mean
 * an alias (they are written with an anchor by the lock emitter).
 */
export type Scalar = null | boolean | bigint | number | string | PyDate;
export type Key = null | boolean | bigint | number | string;
export type Value = Scalar | Value[] | ValueMap;
export type ValueMap = Map<Key, Value>;

/** A YAML or TOML date or time, kept as it was written; `iso` is how Python's `isoformat()` prints it. */
export class PyDate {
  constructor(
    readonly kind: "date" | "datetime" | "time",
    readonly iso: string,
    /** the text in the file */
    readonly source: string = iso,
  ) {}
}

export function isMap(value: Value | undefined): value is ValueMap {
  return value instanceof Map;
}

/**
 * A float as Python's `repr` prints it: shortest digits that round-trip, exponent form below 1e-4 and from 1e16 with
 * a sign and two digits at least, `.0` for whole numbers, `inf`, `-inf`, `nan`.
 */
export function floatRepr(x: number): string {
  if (Number.isNaN(x)) return "nan";
  if (x === Infinity) return "inf";
  if (x === -Infinity) return "-inf";
  if (x === 0) return Object.is(x, -0) ? "-0.0" : "0.0";
  const [mantissa, exponentText] = x.toExponential().split("e") as [string, string];
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    const sign = exponent < 0 ? "-" : "+";
    return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  const negative = mantissa.startsWith("-");
  const digits = mantissa.replace("-", "").replace(".", "");
  let text: string;
  if (exponent < 0) text = "0." + "0".repeat(-exponent - 1) + digits;
  else if (digits.length <= exponent + 1) text = digits + "0".repeat(exponent + 1 - digits.length) + ".0";
  else text = digits.slice(0, exponent + 1) + "." + digits.slice(exponent + 1);
  return negative ? "-" + text : text;
}

/**
 * Equality as Python's `==` sees it: 1 == 1.0 == true, lists by item, mappings by key whatever their order. NaN is
 * equal only to the very same value in Python; here NaN equals NaN, as DVC's own data comparisons of one object do.
 */
export function pyEqual(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => pyEqual(item, b[i]));
  }
  if (isMap(a)) {
    if (!isMap(b) || a.size !== b.size) return false;
    for (const [key, item] of a) {
      const other = b.has(key) ? b.get(key) : b.get(sameKey(b, key) ?? key);
      if (other === undefined || !pyEqual(item, other)) return false;
    }
    return true;
  }
  if (a instanceof PyDate) return b instanceof PyDate && a.kind === b.kind && a.iso === b.iso;
  const x = asNumber(a), y = asNumber(b);
  if (x !== undefined && y !== undefined) {
    // loose equality between bigint and number is exact in JavaScript
    return x == y || (typeof x === "number" && typeof y === "number" && Number.isNaN(x) && Number.isNaN(y));
  }
  return false;
}

/** The key of `map` that Python would take for `key` (1, 1.0 and True are one key), if there is one. */
function sameKey(map: ValueMap, key: Key): Key | undefined {
  const wanted = asNumber(key);
  if (wanted === undefined) return undefined;
  for (const candidate of map.keys()) {
    const number = asNumber(candidate);
    if (number !== undefined && number == wanted) return candidate;
  }
  return undefined;
}

function asNumber(value: Value): bigint | number | undefined {
  if (typeof value === "boolean") return value ? 1n : 0n;
  return typeof value === "bigint" || typeof value === "number" ? value : undefined;
}

/** Compares two texts by Unicode code points, as Python sorts strings. (JavaScript's `<` compares UTF-16 units.) */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i), y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Moves surrogates (that is, code points beyond U+FFFF) above the rest of the BMP. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** A mapping's text-keyed view of plain records, for building values by hand. */
export function valueMap(entries: Iterable<readonly [Key, Value]>): ValueMap {
  return new Map(entries);
}

/** What Python takes for false. */
export function isFalsy(value: Value): boolean {
  return value === null || value === false || value === "" || value === 0 || value === 0n ||
    (Array.isArray(value) && value.length === 0) || (isMap(value) && value.size === 0);
}
