import { digestOf } from "../host/mod.ts";

/** What a page is made of. Style, body and scripts are the program's own; what comes from a project goes into `data`. */
interface PageParts {
  readonly title: string;
  readonly style: string;
  /** Markup. Text from a project must have gone through {@link escapeHtml}. */
  readonly body: string;
  /** What scripts read: ID → anything that JSON can hold. Any text in it may be hostile. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Run in this order when all else is there. */
  readonly scripts: readonly string[];
}

/**
 * The whole document. Its policy lets run the given scripts and nothing else, and forbids every request, so that markup
 * which slipped in would be dead. Images may stand in it as `data:` or lie beside the file.
 */
export function writeDocument({ title, style, body, data, scripts }: PageParts): string {
  const blocks = Object.entries(data).map(([id, value]) => dataBlock(id, value));
  return [
    "<!doctype html>",
    `<html lang="en">`,
    "<head>",
    `<meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="${policyFor(scripts)}">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1">`,
    `<meta name="color-scheme" content="light dark">`,
    `<title>${escapeHtml(title)}</title>`,
    `<style>${style}</style>`,
    "</head>",
    "<body>",
    body,
    ...blocks,
    ...scripts.map((script) => `<script>${script}</script>`),
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

/** Data for scripts, as markup for a page of somebody else's. */
export function dataBlock(id: string, value: unknown): string {
  return `<script type="application/json" id="${escapeHtml(id)}">${embedJson(value)}</script>`;
}

/** Text as text or as a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A browser ends a script at `</script`, even within a text, and reads on differently after `<!--`: so no `<` is left. */
function embedJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function policyFor(scripts: readonly string[]): string {
  const hashes = scripts.map((script) => `'sha256-${base64(digestOf("sha256", script))}'`);
  return [
    "default-src 'none'",
    `script-src ${hashes.length === 0 ? "'none'" : [...new Set(hashes)].join(" ")}`,
    "style-src 'unsafe-inline'", // charts and tables set positions of their own
    "img-src 'self' data: blob: file:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function base64(hex: string): string {
  return btoa(hex.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16))));
}
