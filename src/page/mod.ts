/**
 * A document for a browser: one file that needs no network, made of markup, scripts that travel with the program
 * (`browser/`, bundled by scripts/build), and data that stays data.
 */
export { readScript } from "./scripts.ts";
export { dataBlock, escapeHtml, writeDocument } from "./document.ts";
