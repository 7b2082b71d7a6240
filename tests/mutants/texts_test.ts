/** Whoever rewrites a line that a mutant stands on rewrites the mutant, too. */
import assert from "node:assert/strict";
import { ROOT } from "../golden/suite.ts";
import { exists } from "../support/command.ts";
import { MUTANTS } from "./all.ts";
import { findText } from "./overlay.ts";

Deno.test("every mutant's line is there, once, and so are the tests that must see it", () => {
  const faults = MUTANTS.flatMap((mutant) => {
    const found = findText(ROOT, mutant);
    const files = mutant.seenBy.filter((witness) => !witness.startsWith("golden ")).map((w) => w.split(": ")[0]!);
    return [
      ...typeof found === "string" ? [] : [`${mutant.name}: ${found.fault}`],
      ...files.filter((file) => !exists(`${ROOT}/${file}`)).map((file) => `${mutant.name}: there is no ${file}`),
    ];
  });

  assert.deepEqual(faults, []);
});

Deno.test("no two mutants have one name", () => {
  const names = MUTANTS.map(({ name }) => name);
  assert.deepEqual(names.filter((name, i) => names.indexOf(name) !== i), []);
});
