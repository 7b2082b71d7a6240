import { deepEqual, throws } from "node:assert/strict";
import { guardRules, refuseEndlessRules } from "../../src/git/rule_files.ts";
import { createHost } from "../../src/host/mod.ts";
import { folderRepo } from "../support/folder_repo.ts";

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

Deno.test("in any folder of a work tree a pipe is found, but for Git's own", () => {
  using files = folderRepo({ ".gitignore": "x", "d/.gitignore": "", "e/x": "", ".git/x": "" });
  const host = createHost();
  const make = (path: string) =>
    host.processes.runSync({ program: "sh", args: ["-c", `mkfifo ${path}`], cwd: files.root });
  for (const path of [".git/.gitignore", "e/other"]) make(path);

  refuseEndlessRules(host, files.root);
  make("e/.gitattributes");
  throws(() => refuseEndlessRules(host, files.root), /e\/\.gitattributes' is a pipe, not a file/);
});
