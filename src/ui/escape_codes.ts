/**
 * A text without what tells a terminal what to do: colours, moves of the cursor, titles, links, character sets. In a
 * function, for it is not needed at every start.
 */
export function withoutEscapes(text: string): string {
  // deno-lint-ignore no-control-regex -- ESC [ … letter; strings up to BEL or ESC \; all others
  const codes = /\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])/g;
  return text.replace(codes, "");
}
