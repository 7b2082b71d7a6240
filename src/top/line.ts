import { cutToWidth, textWidth, truncateMiddle } from "../show/mod.ts";
import { printable } from "../ui/mod.ts";

/** A line of the screen before it is cut and coloured. What its colour says its words say, too. */
export interface ScreenLine {
  readonly text: string;
  readonly look?: "strong" | "quiet" | "warn" | "bad" | "good";
}

/** Exactly so many columns; a text that is longer is shortened in its middle. */
export function column(text: string, width: number): string {
  const short = truncateMiddle(onOneLine(text), width, "..");
  return short + " ".repeat(Math.max(0, width - textWidth(short)));
}

/** The same, shortened at its end. */
export function start(text: string, width: number): string {
  return cutToWidth(onOneLine(text), Math.max(0, width));
}

/** The same; a word that is cut through shows it: a number whose end is missing would be another one. */
export function cutAtEnd(text: string, width: number): string {
  const whole = onOneLine(text).trimEnd();
  const cut = start(whole, width);
  if (cut === whole || / $/.test(cut) || whole[cut.length] === " ") return cut.trimEnd();
  return start(`${start(whole, width - 2)}..`, width);
}

/** The first of these that has room, else the last: what is said in fewer words comes later. */
export function firstFitting(width: number, ...texts: readonly string[]): string {
  return texts.find((text) => textWidth(text) <= width) ?? texts.at(-1) ?? "";
}

/** Names and logs are strangers': no line ends, no escape codes. */
export function onOneLine(text: string): string {
  return printable(text.replace(/[\t\n]/g, " "));
}

/** The width that the widest of these takes, up to a limit. */
export function widthOf(texts: readonly string[], most: number): number {
  return Math.min(most, texts.reduce((width, text) => Math.max(width, textWidth(onOneLine(text))), 0));
}
