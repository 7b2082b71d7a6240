/**
 * Floats rounded as Python rounds them: by their exact value, and what lies exactly between two goes to the even one.
 * (JavaScript's own functions send it up.)
 */

/** A float is told from its neighbours by so many digits. */
const ALL_DIGITS = 17;
/** The most that `toExponential` can give. */
const MOST_DIGITS = 100;

/** Python's `round(x, decimals)`. */
export function roundFloat(x: number, decimals: number): number {
  if (!Number.isFinite(x) || x === 0) return x;
  const size = Math.abs(x);
  // its exact digits: 1e-6 is a little less than that
  const [mantissa, exponentText] = size.toExponential(MOST_DIGITS).split("e") as [string, string];
  const first = Number(exponentText);
  const count = first + 1 + decimals;
  if (count >= ALL_DIGITS) return x;
  if (count < 0) return 0 * x;
  if (count === 0) return Math.sign(x) * (isAboveHalf(mantissa) ? Number(`1e${first + 1}`) : 0);
  const { digits, exponent } = significantDigits(size, count);
  return Math.sign(x) * Number(`${digits}e${exponent + 1 - digits.length}`);
}

/** Whether a number is more than five of its first digit's power of ten. */
function isAboveHalf(mantissa: string): boolean {
  return mantissa >= "5" && /[1-9]/.test(mantissa[0] === "5" ? mantissa.slice(1) : mantissa);
}

/** The first digits of a number above zero, and the power of ten of the first one. */
export function significantDigits(x: number, count: number): { digits: string; exponent: number } {
  const wanted = Math.min(count, MOST_DIGITS);
  const [mantissa, exponent] = x.toExponential(wanted - 1).split("e") as [string, string];
  const down = halfWay(x, wanted);
  return down ?? { digits: mantissa.replace(".", ""), exponent: Number(exponent) };
}

/** What a number that lies exactly between two becomes if the lower one is the even one. */
function halfWay(x: number, count: number): { digits: string; exponent: number } | undefined {
  const more = x.toExponential(count);
  if (more[more.indexOf("e") - 1] !== "5") return undefined;
  const [mantissa, exponent] = more.split("e") as [string, string];
  const digits = mantissa.replace(".", "");
  if (Number(more) !== x || !/[02468]5$/.test(digits)) return undefined;
  const exact = (x.toExponential(MOST_DIGITS).split("e")[0] as string).replace(".", "");
  if (/[1-9]/.test(exact.slice(count + 1))) return undefined;
  return { digits: digits.slice(0, count), exponent: Number(exponent) };
}
