/** Made when it is first needed: that takes as long as all the rest of a short command. */
let segmenter: Intl.Segmenter | undefined;

function graphemes(text: string): string[] {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}

const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;

/** Columns that a text takes on a terminal: wide characters two, combining ones none. */
export function textWidth(text: string): number {
  // ASCII and the lines of tables and trees are the common case and need no segmentation
  if (/^[\x20-\x7e\u2500-\u257f\u2026]*$/.test(text)) return text.length;
  let width = 0;
  for (const segment of graphemes(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** Shortens in the middle, where names that share a beginning differ least, to at most `width` columns. */
export function truncateMiddle(text: string, width: number, ellipsis: string): string {
  if (textWidth(text) <= width) return text;
  const parts = graphemes(text);
  const room = Math.max(1, width - ellipsis.length);
  const head = Math.ceil(room / 2);
  return parts.slice(0, head).join("") + ellipsis + parts.slice(parts.length - (room - head)).join("");
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
