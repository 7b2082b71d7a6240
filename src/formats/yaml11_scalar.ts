/** What a plain scalar means in YAML 1.1, as PyYAML resolves it; shared by the reader and the writer of configs. */

const NULL = /^(?:~|null|Null|NULL|)$/;
const BOOL = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const TRUE = /^(?:yes|true|on)$/i;
const INT =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
/** PyYAML's own floats: the exponent needs a sign, and a point must be there. */
const STRICT_FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
/** What OmegaConf's reader adds: `1e3`, `1.5e3`. */
const LOOSE_FLOAT = /^[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)$/;
const TIMESTAMP =
  /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)$/;

/** Most texts: a first letter with which no null, boolean, number or date begins. */
const WORD = /^[a-eg-mp-su-xzA-EG-MP-SU-XZ_/]/;

/** The value that the reader gives a plain scalar; undefined for `=` and `<<`, which mean something else. */
export function resolvePlain11(text: string): null | boolean | bigint | number | string | undefined {
  if (WORD.test(text)) return text;
  if (NULL.test(text)) return null;
  if (BOOL.test(text)) return TRUE.test(text);
  if (INT.test(text)) return readInt(text.replaceAll("_", ""));
  if (STRICT_FLOAT.test(text) || LOOSE_FLOAT.test(text)) return readFloat(text.replaceAll("_", "").toLowerCase());
  return text === "=" || text === "<<" ? undefined : text;
}

/** Whether a PyYAML reader would take the plain text for text, so that it can be written without quotes. */
export function isPlainText11(text: string): boolean {
  if (WORD.test(text)) return true;
  return !(NULL.test(text) || BOOL.test(text) || INT.test(text) || STRICT_FLOAT.test(text) || TIMESTAMP.test(text) ||
    text === "=" || text === "<<");
}

function readInt(text: string): bigint {
  const negative = text.startsWith("-");
  const digits = text.replace(/^[-+]/, "");
  let value: bigint;
  if (digits.includes(":")) {
    value = digits.split(":").reduce((total, part) => total * 60n + BigInt(part), 0n);
  } else if (/^0[0-7]/.test(digits)) {
    value = BigInt("0o" + digits.slice(1));
  } else {
    value = BigInt(digits === "0b" || digits === "0x" ? "0" : digits);
  }
  return negative ? -value : value;
}

function readFloat(text: string): number {
  const sign = text.startsWith("-") ? -1 : 1;
  const digits = text.replace(/^[-+]/, "");
  if (digits === ".inf") return sign * Infinity;
  if (digits === ".nan") return NaN;
  if (!digits.includes(":")) return sign * Number(digits);
  return sign * digits.split(":").reduce((total, part) => total * 60 + Number(part), 0);
}
