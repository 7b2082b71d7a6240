/** A place in a YAML text that moves over blanks, comments and line breaks. */
import { YamlSyntaxError } from "./yaml_error.ts";
import type { YamlComment } from "./yaml_nodes.ts";

export const TAB = 9, LF = 10, CR = 13, SPACE = 32, NEL = 0x85, END = -1;

/** The code unit at `offset`, END behind the text. */
export function unitAt(text: string, offset: number): number {
  return offset < text.length ? text.charCodeAt(offset) : END;
}

export function isBreak(unit: number): boolean {
  return unit === LF || unit === CR || unit === NEL;
}

/** Blank, line break or end of text: what must follow `-`, `?` and `:` as indicators. */
export function isSpaceOrEnd(unit: number): boolean {
  return unit === SPACE || unit === LF || unit === CR || unit === TAB || unit === END || unit === NEL;
}

export class YamlCursor {
  pos = 0;
  lineStart = 0;
  readonly comments: YamlComment[] = [];

  constructor(readonly text: string) {
    if (text.charCodeAt(0) === 0xfeff) this.pos = this.lineStart = 1;
  }

  unit(): number {
    return unitAt(this.text, this.pos);
  }

  next(): number {
    return unitAt(this.text, this.pos + 1);
  }

  get column(): number {
    return this.pos - this.lineStart;
  }

  error(message: string, offset = this.pos): YamlSyntaxError {
    return new YamlSyntaxError(message, offset);
  }

  /** Moves over the line break at `pos`; CR LF is one. U+0085 folds like a break, but columns go on counting. */
  takeBreak(): void {
    const unit = this.unit();
    this.pos += unit === CR && this.next() === LF ? 2 : 1;
    if (unit !== NEL) this.lineStart = this.pos;
  }

  /**
   * Moves to the next token over blanks, comments and breaks; true when a break was crossed.
   * Tabs may only stand in flow collections.
   */
  skip(inFlow: boolean): boolean {
    const { text } = this;
    let crossed = false;
    while (true) {
      let unit = unitAt(text, this.pos);
      while (unit === SPACE || (unit === TAB && inFlow)) unit = unitAt(text, ++this.pos);
      if (unit === 35 /* # */) unit = this.takeComment();
      if (!isBreak(unit)) {
        if (unit === TAB) throw this.error("a tab cannot be used here; indent with blanks");
        return crossed;
      }
      this.takeBreak();
      crossed = true;
    }
  }

  private takeComment(): number {
    const start = this.pos;
    let unit = this.unit();
    while (unit !== END && !isBreak(unit)) unit = unitAt(this.text, ++this.pos);
    this.comments.push({ start, end: this.pos });
    return unit;
  }

  /** Whether a `---` or `...` line starts at `pos`. */
  atDocumentMarker(): boolean {
    if (this.pos !== this.lineStart) return false;
    const unit = this.unit();
    return (unit === 45 || unit === 46) && this.next() === unit && unitAt(this.text, this.pos + 2) === unit &&
      isSpaceOrEnd(unitAt(this.text, this.pos + 3));
  }
}
