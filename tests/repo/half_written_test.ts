import { deepEqual } from "node:assert/strict";
import { createHost } from "../../src/host/mod.ts";
import { removeHalfWritten } from "../../src/repo/half_written.ts";
import { folderRepo } from "../support/folder_repo.ts";

const TWO_MINUTES_S = 120;

/** What is left of files when those of `written` are written now. */
function left(files: readonly string[], written: readonly string[], isOld: boolean): string[] {
  using folder = folderRepo(Object.fromEntries(files.map((name) => [name, ""])));
  const changedS = Date.now() / 1000 - (isOld ? TWO_MINUTES_S : 0);
  for (const name of files) Deno.utimeSync(`${folder.root}/${name}`, changedS, changedS);
  removeHalfWritten(createHost(), written.map((name) => `${folder.root}/${name}`));
  return files.filter((name) => createHost().fs.exists(`${folder.root}/${name}`));
}

Deno.test("what the dead have left of a file goes when it is written again; what is young or another's stays", () => {
  const mine = ".x.csv.dvc.0123abcd.tmp", below = "d/.y.dvc.0123abcd.tmp", other = ".z.csv.dvc.0123abcd.tmp";
  const strange = [".x.csv.dvc.tmp", ".x.csv.dvc.0123abcz.tmp", "x.csv.dvc", "d/.x.csv.dvc.0123abcd.tmp"];
  const all = [mine, below, other, ...strange];

  deepEqual(left(all, ["x.csv.dvc", "d/y.dvc"], true), [other, ...strange]);
  deepEqual(left(all, ["x.csv.dvc", "d/y.dvc"], false), all);
});

Deno.test("a long name is known by its beginning", () => {
  const name = `${"n".repeat(80)}.dvc`, half = `.${name.slice(0, 59)}.0123abcd.tmp`;

  deepEqual(left([half], [name], true), []);
  deepEqual(left([half], ["n.dvc"], true), [half]);
});
