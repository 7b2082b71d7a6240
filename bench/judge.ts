/** What became of a bar in the rounds of a case. Pure. */
import type { Bar, Quantity } from "./bench_case.ts";
import { median, quantile, type Sample } from "./measure.ts";

/** One turn of everything that is measured of a case: what it shares is the machine's mood. */
export interface Round {
  readonly exp: Sample;
  readonly dvc?: Sample;
  readonly beside?: Sample;
  readonly empty?: Sample;
}

export interface Judged {
  readonly bar: Bar;
  /** The median of the rounds, in what the bar is in. */
  readonly value: number;
  /** Between the quarter of the rounds that is lowest and the one that is highest. */
  readonly spread: number;
}

export type Verdict = "held" | "within the spread" | "missed";

/** @returns nothing of a bar whose other side was not measured */
export function judge(bars: readonly Bar[], rounds: readonly Round[]): Judged[] {
  return bars.flatMap((bar) => {
    const values = rounds.flatMap((round) => valueOf(bar, round) ?? []);
    if (values.length === 0) return [];
    return [{ bar, value: median(values), spread: quantile(values, 0.75) - quantile(values, 0.25) }];
  });
}

function valueOf({ of, than, beyondStartUp }: Bar, round: Round): number | undefined {
  if (beyondStartUp && round.empty === undefined) return undefined;
  const used = round.exp[of] - (beyondStartUp ? round.empty![of] : 0);
  if (than === undefined) return used;
  const other = round[than];
  return other === undefined ? undefined : used / other[of];
}

export function verdictOn({ bar, value, spread }: Judged): Verdict {
  if (value <= bar.atMost) return "held";
  return value - spread <= bar.atMost ? "within the spread" : "missed";
}

const NAMES: Readonly<Record<Quantity, string>> = { cpu: "CPU", wall: "time", peak: "memory" };

/** `CPU 0.21x of DVC (±0.01x), bar 0.25x: held` */
export function sayJudged(judged: Judged, beside = "the yardstick"): string {
  const { bar, value, spread } = judged;
  const amount = (number: number) => inUnit(number, bar);
  const than = bar.than === undefined ? "" : ` of ${{ dvc: "DVC", beside, empty: "an empty program" }[bar.than]}`;
  const beyond = bar.beyondStartUp ? " beyond start-up" : "";
  return `${NAMES[bar.of]} ${amount(value)}${than}${beyond} (±${amount(spread / 2)}), ` +
    `bar ${amount(bar.atMost)}: ${verdictOn(judged)}`;
}

function inUnit(value: number, { of, than }: Bar): string {
  if (than !== undefined) return `${value.toFixed(2)}x`;
  return of === "peak" ? `${value.toFixed(0)} MiB` : `${value.toFixed(value < 1 ? 3 : 2)} s`;
}
