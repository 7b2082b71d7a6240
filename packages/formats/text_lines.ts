/** Where lines of a text start and end; LF, CR LF and CR end lines. */

export class TextLines {
  constructor(private readonly text: string) {}

  lineStart(offset: number): number {
    let start = offset;
    while (start > 0 && !isBreakUnit(this.text.charCodeAt(start - 1))) start--;
    return start === 0 && this.text.charCodeAt(0) === 0xfeff ? 1 : start;
  }

  lineEnd(offset: number): number {
    let end = offset;
    while (end < this.text.length && !isBreakUnit(this.text.charCodeAt(end))) end++;
    return end;
  }

  afterBreak(end: number): number {
    if (end >= this.text.length) return end;
    return end + (this.text.startsWith("\r\n", end) ? 2 : 1);
  }

  beforeBreak(start: number): number {
    return start - (this.text.slice(Math.max(0, start - 2), start) === "\r\n" ? 2 : 1);
  }

  columnOf(offset: number): number {
    return offset - this.lineStart(offset);
  }

  isFirstInLine(offset: number): boolean {
    return this.text.slice(this.lineStart(offset), offset).trim() === "";
  }

  isSameLine(a: number, b: number): boolean {
    return !/[\r\n]/.test(this.text.slice(a, b));
  }
}

function isBreakUnit(unit: number): boolean {
  return unit === 10 || unit === 13;
}
