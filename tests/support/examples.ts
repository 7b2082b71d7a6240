/** Code blocks of documents, to be run as tests. */

/** The blocks of one language in a Markdown text, in order. */
export function codeBlocks(markdown: string, language: string): string[] {
  return [...markdown.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].flatMap(([, name, code]) =>
    name === language ? [code ?? ""] : []
  );
}

/** The TypeScript examples in a source file's doc comments. */
export function docExamples(source: string): string[] {
  return [...source.matchAll(/\/\*\*([^]*?)\*\//g)].flatMap(([, comment]) =>
    codeBlocks((comment ?? "").replace(/^ ?\* ?/gm, "").replace(/^ \* ?/gm, ""), "ts")
  );
}
