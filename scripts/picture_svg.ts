/** The cells of a terminal as an SVG. */
import type { Cell, TerminalScreen } from "../tests/support/terminal_screen.ts";

const CELL = { width: 8.4, height: 18, baseline: 13.5 };
const MARGIN = 14;
const INK = "#d7dae0", PAPER = "#1e2127";
/** The sixteen colours that have names. */
const PALETTE = [
  ..."#3f4451 #e05561 #8cc265 #d9a343 #4aa5f0 #c162de #42b3c2 #d7dae0".split(" "),
  ..."#6b7280 #ff616e #a5e075 #f0c674 #4dc4ff #de73ff #4cd1e0 #ffffff".split(" "),
];
const FONT = "ui-monospace,'DejaVu Sans Mono','Cascadia Mono',Menlo,Consolas,monospace";

/** Cells side by side that look alike. */
interface Run {
  readonly x: number;
  readonly look: Look;
  text: string;
  cells: number;
}

interface Look {
  readonly ink: string;
  readonly paper: string;
  readonly style: string;
}

export function drawScreen(screen: TerminalScreen): string {
  const rows = screen.cells();
  const [width, height] = [screen.columns * CELL.width + 2 * MARGIN, rows.length * CELL.height + 2 * MARGIN];
  const size = `width="${round(width)}" height="${round(height)}" viewBox="0 0 ${round(width)} ${round(height)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="${FONT}" font-size="14" fill="${INK}">`,
    `<rect width="100%" height="100%" rx="8" fill="${PAPER}"/>`,
    ...rows.flatMap((cells, y) => runsOf(cells).flatMap((run) => drawRun(run, y))),
    "</svg>\n",
  ].join("\n");
}

/** A wide character stands alone, so that all that follows is in its column whatever the font. */
function runsOf(cells: readonly Cell[]): Run[] {
  const runs: Run[] = [];
  let wasWide = false;
  for (const [x, cell] of cells.entries()) {
    if (cell.getWidth() === 0) continue;
    const look = lookOf(cell);
    const last = runs.at(-1);
    const isWide = cell.getWidth() === 2 || /[^\x20-\x7e]/.test(cell.getChars());
    if (last !== undefined && !isWide && !wasWide && JSON.stringify(last.look) === JSON.stringify(look)) {
      last.text += cell.getChars() || " ";
      last.cells++;
    } else runs.push({ x, look, text: cell.getChars() || " ", cells: cell.getWidth() });
    wasWide = isWide;
  }
  return runs;
}

function drawRun({ x, look, text, cells }: Run, row: number): string[] {
  const [left, top] = [MARGIN + x * CELL.width, MARGIN + row * CELL.height];
  const drawn: string[] = [];
  if (look.paper !== PAPER) {
    const place = `x="${round(left)}" y="${round(top)}" width="${round(cells * CELL.width)}" height="${CELL.height}"`;
    drawn.push(`<rect ${place} fill="${look.paper}"/>`);
  }
  const shown = text.trimEnd();
  if (shown === "") return drawn;
  const start = shown.length - shown.trimStart().length;
  const length = (cells - (text.length - shown.length) - start) * CELL.width;
  const place = `x="${round(left + start * CELL.width)}" y="${round(top + CELL.baseline)}" textLength="${
    round(length)
  }"`;
  const ink = look.ink === INK ? "" : ` fill="${look.ink}"`;
  return [...drawn, `<text ${place} xml:space="preserve"${ink}${look.style}>${escaped(shown.trimStart())}</text>`];
}

function lookOf(cell: Cell): Look {
  const ink = cell.isFgDefault() ? INK : colourOf(cell.isFgRGB(), cell.getFgColor());
  const paper = cell.isBgDefault() ? PAPER : colourOf(cell.isBgRGB(), cell.getBgColor());
  const style = [
    cell.isBold() ? ' font-weight="bold"' : "",
    cell.isItalic() ? ' font-style="italic"' : "",
    cell.isUnderline() ? ' text-decoration="underline"' : "",
    cell.isDim() ? ' opacity="0.6"' : "",
  ].join("");
  return cell.isInverse() ? { ink: paper, paper: ink, style } : { ink, paper, style };
}

function colourOf(isRgb: boolean, colour: number): string {
  if (isRgb) return `#${colour.toString(16).padStart(6, "0")}`;
  if (colour < 16) return PALETTE[colour]!;
  const grey = 8 + (colour - 232) * 10;
  if (colour >= 232) return `rgb(${grey},${grey},${grey})`;
  const part = (n: number) => n === 0 ? 0 : 55 + n * 40;
  const index = colour - 16;
  return `rgb(${part(Math.floor(index / 36))},${part(Math.floor(index / 6) % 6)},${part(index % 6)})`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function round(n: number): number {
  return Math.round(n * 100) / 100;
}
