/** A field of dots that lines are drawn on, shown as text: eight dots a character in Braille, or one mark a character. */

/** A place on the canvas; both from 0 to 1, from the left and from the bottom. */
interface CanvasPoint {
  readonly x: number;
  readonly y: number;
}

/** Characters beside each other of one curve (of several at a place the last), or of none. */
interface CanvasRun {
  readonly text: string;
  readonly curve: number | undefined;
}

/** Letters and marks for curves where colours do not tell them apart. */
export const CURVE_MARKS = "*+ox#@%&";

export class CurveCanvas {
  readonly #across: number;
  readonly #down: number;
  readonly #dots: Uint8Array;
  readonly #curves: Int16Array;

  constructor(readonly columns: number, readonly rows: number, private readonly isBraille: boolean) {
    [this.#across, this.#down] = isBraille ? [2, 4] : [1, 1];
    this.#dots = new Uint8Array(columns * rows);
    this.#curves = new Int16Array(columns * rows).fill(-1);
  }

  /** @param isJoined a line through the points; else each by itself */
  draw(points: readonly CanvasPoint[], curve: number, isJoined: boolean): void {
    const width = this.columns * this.#across - 1, height = this.rows * this.#down - 1;
    let before: readonly [number, number] | undefined;
    for (const { x, y } of points) {
      const here = [Math.round(x * width), Math.round((1 - y) * height)] as const;
      if (isJoined && before !== undefined) this.#line(before, here, curve);
      else this.#dot(...here, curve);
      before = here;
    }
  }

  /** The row in which a height lies, counted from the top. */
  rowOf(y: number): number {
    return Math.floor(Math.round((1 - y) * (this.rows * this.#down - 1)) / this.#down);
  }

  row(index: number): CanvasRun[] {
    const runs: CanvasRun[] = [];
    for (let at = index * this.columns; at < (index + 1) * this.columns; at++) {
      const own = this.#curves[at]!, last = runs.at(-1);
      const curve = own < 0 ? undefined : own;
      if (last === undefined || last.curve !== curve) runs.push({ text: this.#character(at), curve });
      else runs[runs.length - 1] = { text: last.text + this.#character(at), curve };
    }
    return runs;
  }

  #character(at: number): string {
    const curve = this.#curves[at]!;
    if (curve < 0) return " ";
    if (this.isBraille) return String.fromCodePoint(0x2800 + this.#dots[at]!);
    return CURVE_MARKS[curve % CURVE_MARKS.length]!;
  }

  /** All dots between two, by Bresenham's steps. */
  #line([x0, y0]: readonly [number, number], [x1, y1]: readonly [number, number], curve: number): void {
    const steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0), 1);
    for (let i = 0; i <= steps; i++) {
      this.#dot(Math.round(x0 + (x1 - x0) * i / steps), Math.round(y0 + (y1 - y0) * i / steps), curve);
    }
  }

  #dot(x: number, y: number, curve: number): void {
    const at = Math.floor(y / this.#down) * this.columns + Math.floor(x / this.#across);
    this.#dots[at]! |= this.isBraille ? BRAILLE[y % 4]![x % 2]! : 1;
    this.#curves[at] = curve;
  }
}

/** The bit of each dot of a Braille character (U+2800), by row and column. */
const BRAILLE: readonly (readonly number[])[] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];
