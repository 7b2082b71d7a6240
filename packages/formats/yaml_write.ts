/** Text that grows: scalars in their styles, long ones folded. */
import { type Dialect, RUAMEL } from "./yaml_dialect.ts";
import { escapeOf, lengthOf, type WrittenStyle } from "./yaml_style.ts";

/** Lines are folded at blanks around this column. */
export const WIDTH = 80;

/**
 * The indentation below a root in flow style: lines go on at column 0, and no long word gets a line of its own. It stays
 * the same when it is increased.
 */
export const NO_INDENT = Infinity;

export class YamlWriter {
  private readonly parts: string[] = [];
  /** in characters */
  column = 0;

  /** @param width the column around which lines are folded; Infinity for never */
  constructor(readonly dialect: Dialect = RUAMEL, private readonly width: number = WIDTH) {}

  toString(): string {
    return this.parts.join("");
  }

  /** Text without line breaks. */
  write(text: string): void {
    this.parts.push(text);
    this.column += lengthOf(text);
  }

  /** Text that may hold line breaks. */
  writeLines(text: string): void {
    this.parts.push(text);
    const start = Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r")) + 1;
    this.column = start === 0 ? this.column + lengthOf(text) : lengthOf(text.slice(start));
  }

  breakLine(indent: number): void {
    this.parts.push("\n");
    this.startLine(indent);
  }

  private startLine(indent: number): void {
    this.column = indent === NO_INDENT ? 0 : indent;
    this.parts.push(" ".repeat(this.column));
  }

  /** A text in the style that it needs; continued lines start at column `indent`. */
  string(text: string, style: WrittenStyle, indent: number, folds: boolean): void {
    if (style === "plain") this.plain(text, indent, folds);
    else if (style === "single") this.single(text, indent, folds);
    else this.double(text, indent, folds);
  }

  plain(text: string, indent: number, folds: boolean): void {
    const { width, dialect } = this;
    if (this.column + text.length <= width) return this.write(text);
    let before = "";
    for (const [part] of text.matchAll(/ +|[^ ]+/g)) {
      // ruamel.yaml breaks behind several blanks, too, and whoever reads that finds one
      const isLongWord = dialect.wrapsWords && !part.startsWith(" ") && before.length <= 1 && this.column > indent &&
        this.column + lengthOf(part) > width;
      if (part === " " && folds && this.column >= dialect.foldColumn) {
        this.breakLine(indent);
      } else {
        if (isLongWord) this.breakLine(indent);
        this.write(part);
      }
      before = part.startsWith(" ") ? part : "";
    }
  }

  private single(text: string, indent: number, folds: boolean): void {
    this.write("'");
    let at = 0;
    for (const [part] of text.matchAll(/ +|[\n\x85\u2028\u2029]+|[^ \n\x85\u2028\u2029]+/g)) {
      const isInside = at > 0 && at + part.length < text.length;
      at += part.length;
      if (part === " " && folds && isInside && this.column > this.width) {
        this.breakLine(indent);
      } else if (/^[\n\x85\u2028\u2029]/.test(part)) {
        // the first line break of several would be folded away
        this.parts.push(part.startsWith("\n") ? "\n" + part : part);
        this.startLine(indent);
      } else {
        this.write(part.replaceAll("'", "''"));
      }
    }
    this.write("'");
  }

  private double(text: string, indent: number, folds: boolean): void {
    this.write('"');
    const units = [...text];
    let from = 0;
    const flush = (to: number) => {
      if (from < to) this.write(units.slice(from, to).join(""));
      from = Math.max(from, to);
    };
    for (let i = 0; i < units.length; i++) {
      const unit = units[i]!;
      const escape = escapeOf(unit, this.dialect);
      if (escape !== undefined) {
        flush(i);
        this.write(escape);
        from = i + 1;
      }
      const mayBreak = folds && i > 0 && i < units.length - 1 && (unit === " " || from >= i);
      // behind an escape this is one column less, as both libraries count
      if (!mayBreak || this.column + (i - from) <= this.width) continue;
      const soft = this.dialect.endsLinesSoftly && breaksSoftly(units, i, from);
      flush(i);
      if (!soft) this.write("\\");
      this.breakLine(indent);
      if (units[from] === " ") {
        if (soft) from++;
        else this.write("\\");
      }
    }
    flush(units.length);
    this.write('"');
  }
}

/** Whether a folded line can end at `i` without a backslash (ruamel.yaml: `write_double_quoted`). */
function breaksSoftly(units: readonly string[], i: number, from: number): boolean {
  if (from === i) return false;
  let k = units.indexOf(" ", i);
  if (k < 0) return false;
  const newline = units.indexOf("\n", i);
  if (newline >= 0 && newline < k) k = newline;
  const after = units[k + 1];
  if (units[k] === "\n" && after !== " ") return false;
  for (let j = i; j < k; j++) {
    if (units[j] === "'" || units[j] === '"') return false;
  }
  if (after === undefined || after === " " || after === "\n") return false;
  return !(units[i - 1] === " " && units[i] === " ");
}
