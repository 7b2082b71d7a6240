import assert from "node:assert/strict";
import { ExpError } from "../../src/common/errors.ts";
import { checkName } from "../../src/records/names.ts";

Deno.test("a name that no file system could hold as a ref is refused by its bytes, not by its letters", () => {
  checkName("n".repeat(240));
  checkName("\u00e9".repeat(120));
  for (const name of ["n".repeat(241), "\u00e9".repeat(121)]) {
    assert.throws(() => checkName(name), (error) => error instanceof ExpError && error.kind === "invalid-name");
  }
});
