/** What docs/editors.md says to do is done, and prints what it says. */
import assert from "node:assert/strict";
import { EXP_BIN, scenario } from "../support/scenario.ts";

const DOCUMENT = Deno.readTextFileSync(new URL("../../docs/editors.md", import.meta.url));
const BLOCKS = [...DOCUMENT.matchAll(/^```sh\n([^]*?)^```\n\n```text\n([^]*?)^```$/gm)];

scenario("the commands of docs/editors.md print what it says", async ({ repo, sh }) => {
  assert.equal(BLOCKS.length, DOCUMENT.match(/^```sh$/gm)!.length);

  for (const [, command = "", printed = ""] of BLOCKS) {
    // the exp on PATH of a scenario is a script
    const real = command.replace("$(command -v exp)", EXP_BIN);
    assert.equal((await sh(real)).stdout, printed.replaceAll("/work/penguins", repo.root), command);
  }
});
