import assert from "node:assert/strict";
import { EXIT_CODE_MEANINGS, EXIT_CODES } from "../../src/voice/mod.ts";

const DOCUMENT = new URL("../../docs/exit-codes.md", import.meta.url);

/** The document as the tables say it, but for what it shows of a terminal. */
function documentText(): string {
  const meanings = Object.entries(EXIT_CODE_MEANINGS).map(([code, meaning]) => `| ${code} | ${meaning} |`);
  const kinds = Object.entries(EXIT_CODES).map(([kind, code]) => `| \`${kind}\` | ${code} |`);
  return [
    "# Exit codes",
    "",
    "Through `exp` they are these, and they stay. Through `exp dvc` they are DVC's own: 255 for most errors, 254 for a",
    "wrong command line, 253 outside of a repository, 252 when interrupted, 251 for a wrong configuration.",
    "",
    "| code | meaning |",
    "| ---: | --- |",
    ...meanings,
    "",
    "TERM, HUP and QUIT end with their codes through `exp dvc`, too, for DVC dies of them.",
    "",
    "With `--propagate-exit`, `exp run` and `exp repro` end with the code of the stage's command that failed; `exp logs -f`",
    "ends with the code of the task that it followed.",
    "",
    "A task that [a cluster](cluster.md) has ended is Failed with the code that says why, which `exp logs -f` then ends with:",
    "124 when the time of its job was over, 137 when its memory was, 143 when the job was cancelled, 255 otherwise.",
    "`exp queue sync` ends with 1 when a task has failed since the last look.",
    "",
    "75 and 77 are said of Git remotes as of those for data, also where a partial clone cannot get a file that it lacks.",
    "",
    "## What is behind a code",
    "",
    "Each error has a kind (`src/voice/exit_codes.ts`), and each kind one code.",
    "",
    "| kind of error | code |",
    "| --- | ---: |",
    ...kinds,
    "",
  ].join("\n");
}

Deno.test("the document on exit codes says what the program's tables say", () => {
  assert.equal(unaligned(Deno.readTextFileSync(DOCUMENT)), unaligned(documentText()));
});

Deno.test("every code that an error ends with has a meaning", () => {
  for (const [kind, code] of Object.entries(EXIT_CODES)) assert.ok(EXIT_CODE_MEANINGS[code], `${kind}: ${code}`);
});

/** Without sessions, which are run, and what a formatter does to tables and paragraphs. */
function unaligned(text: string): string {
  return text.replace(/^```console\n[^]*?^```$/gm, "").replace(/\s+/g, " ").replace(/-{2,}/g, "---");
}
