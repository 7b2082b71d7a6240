import { eastAsianWidth } from "get-east-asian-width";

/** Made when it is first needed: that takes as long as all the rest of a short command. */
let segmenter: Intl.Segmenter | undefined;

/** Behind signs that Unicode takes for a part of the next letter, and terminals do not: those of `Prepend` that are seen. */
const PREPENDED =
  /(?<=[\u0d4e\u{111c2}\u{111c3}\u{113d1}\u{1193f}\u{11941}\u{11a3a}\u{11a84}-\u{11a89}\u{11d46}\u{11f02}])/u;

function graphemes(text: string): string[] {
  const to = segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return text.split(PREPENDED).flatMap((part) => [...to.segment(part)].map(({ segment }) => segment));
}

/** What takes no column of its own: marks, joiners, variation selectors, soft hyphens, control characters. */
function isUnseen(char: string): boolean {
  return /[\p{Default_Ignorable_Code_Point}\p{Control}\p{Format}\p{Mark}\p{Surrogate}]/u.test(char);
}

/** In a function, for V8 takes 20 ms to read the expression, which is done with the file if it stands outside. */
function isEmoji(segment: string): boolean {
  return /^\p{RGI_Emoji}$/v.test(segment);
}

/** Half-width letters and their sound marks: what a terminal gives a column each, although they are one letter. */
const HALF_WIDTH = /[\uff61-\uffdc]/;

/** ASCII and the lines of tables and trees: the common case, which needs no segmentation. */
const ONE_EACH = /^[\x20-\x7e\u2500-\u257f\u2026]*$/;

/** Columns that a text takes on a terminal: wide characters two, combining ones none. */
export function textWidth(text: string): number {
  if (ONE_EACH.test(text)) return text.length;
  return graphemes(text).reduce((sum, segment) => sum + graphemeWidth(segment), 0);
}

function graphemeWidth(segment: string): number {
  if (isEmoji(segment)) return 2;
  const [base, ...others] = [...segment].filter((char) => HALF_WIDTH.test(char) || !isUnseen(char));
  if (base === undefined) return 0;
  return eastAsianWidth(base.codePointAt(0)!) + others.filter((char) => HALF_WIDTH.test(char)).length;
}

/** Of the widest of any number of texts (more than a function may have arguments), at least `least`. */
export function widestOf(texts: readonly string[], least = 0): number {
  return texts.reduce((widest, text) => Math.max(widest, textWidth(text)), least);
}

interface Truncation {
  readonly width: number;
  /** Stands for what is left out. */
  readonly ellipsis: string;
  /** Where that is: at the end with 1, in front with 0. */
  readonly place: number;
}

/** Shortens in the middle, where names that share a beginning differ least, to at most `width` columns. */
export function truncateMiddle(text: string, width: number, ellipsis: string): string {
  return truncate(text, { width, ellipsis, place: 0.5 });
}

export function truncate(text: string, { width, ellipsis, place }: Truncation): string {
  if (textWidth(text) <= width) return text;
  const room = width - textWidth(ellipsis);
  if (room < 0) return "";
  const front = Math.ceil(room * place);
  if (ONE_EACH.test(text)) return text.slice(0, front) + ellipsis + text.slice(text.length - (room - front));
  const parts = graphemes(text);
  const head = fitting(parts, front);
  const tail = fitting(parts.slice(head.length).reverse(), room - textWidth(head.join("")));
  return head.join("") + ellipsis + tail.reverse().join("");
}

/** With blanks behind it. */
export function padToWidth(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}

/** The beginning of a text that takes at most `width` columns. */
export function cutToWidth(text: string, width: number): string {
  return ONE_EACH.test(text) ? text.slice(0, width) : fitting(graphemes(text), width).join("");
}

function fitting(parts: readonly string[], width: number): string[] {
  let room = width;
  const end = parts.findIndex((part) => (room -= graphemeWidth(part)) < 0);
  return parts.slice(0, end < 0 ? parts.length : end);
}

/** Breaks a text into lines of at most `width` columns, between words where that can be. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line === "" || textWidth(longer) <= width) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  return [...lines, line];
}
