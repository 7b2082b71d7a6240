import { deepEqual, throws } from "node:assert/strict";
import { guardRules } from "../../src/git/rule_files.ts";

const PLACE = { top: "/r", gitDir: "/r/.git", commonDir: "/r/.git", prefix: "sub" };

/** A disk on which all that is looked at is a pipe (or a device that can be read, like /dev/null). */
function diskOf(isEndless: boolean) {
  const looked: string[] = [];
  return {
    looked,
    stat: (path: string) => {
      looked.push(path);
      return { kind: "other" } as never;
    },
    readTextIfThere: (path: string) => {
      if (isEndless) throw new Error(`'${path}' is a pipe`);
      return "";
    },
  };
}

Deno.test("a git that would read a pipe is refused; one that reads no rules is not", () => {
  const guard = guardRules(diskOf(true), PLACE);

  for (const command of ["add", "check-ignore", "ls-files", "status"]) throws(() => guard(command), /is a pipe/);
  for (const command of ["rev-parse", "cat-file", undefined]) guard(command);
});

Deno.test("looked at are the top, the project and its .dvc, and what is Git's own; a device may be there", () => {
  const disk = diskOf(false);
  guardRules(disk, PLACE)("add");

  deepEqual(disk.looked, [
    ...["/r", "/r/sub", "/r/sub/.dvc"].flatMap((folder) => [`${folder}/.gitignore`, `${folder}/.gitattributes`]),
    "/r/.git/info/exclude",
    "/r/.git/info/attributes",
  ]);
});
