import { deepEqual, throws } from "node:assert/strict";
import { guardRules } from "../../src/git/rule_files.ts";
import { createHost } from "../../src/host/mod.ts";
import { folderRepo } from "../support/folder_repo.ts";

const PLACE = { top: "/r", gitDir: "/r/.git", commonDir: "/r/.git", prefix: "sub" };

/** A disk on which all that is looked at is a pipe (or a device that can be read, like /dev/null). */
function diskOf(isEndless: boolean) {
  const looked: string[] = [];
  return {
    looked,
    fs: {
      stat: (path: string) => {
        looked.push(path);
        return { kind: "other" } as never;
      },
      readTextIfThere: (path: string) => {
        if (isEndless) throw new Error(`'${path}' is a pipe`);
        return "";
      },
    },
    processes: {
      runSync: () => {
        throw new Error("only for who walks through all folders");
      },
    },
  };
}

Deno.test("a git that would read a pipe is refused; one that reads no rules is not", () => {
  const guard = guardRules(diskOf(true), PLACE);

  for (const command of ["add", "check-ignore", "ls-files", "status"]) {
    throws(() => guard([command, "-z"]), /is a pipe/);
  }
  for (const command of ["rev-parse", "cat-file"]) guard([command]);
});

Deno.test("looked at are the top, the project and its .dvc, and what is Git's own; a device may be there", () => {
  const disk = diskOf(false);
  guardRules(disk, PLACE)(["add", "-u"]);

  deepEqual(disk.looked, [
    ...["/r", "/r/sub", "/r/sub/.dvc"].flatMap((folder) => [`${folder}/.gitignore`, `${folder}/.gitattributes`]),
    "/r/.git/info/exclude",
    "/r/.git/info/attributes",
  ]);
});

Deno.test("before git walks through all folders a pipe is found in any of them, but not where git does not go", () => {
  using files = folderRepo({
    ...{ ".gitignore": "x", "d/.gitignore": "", "e/x": "" },
    ...{ ".git/x": "", "d/.dvc/cache/x": "", "d/.dvc/tmp/x": "" },
  });
  const host = createHost();
  const make = (path: string) =>
    host.processes.runSync({ program: "sh", args: ["-c", `mkfifo ${path}`], cwd: files.root });
  const guard = guardRules(host, { top: files.root, commonDir: `${files.root}/.git` });
  const walks = [["status", "--porcelain=v1", "--untracked-files=all"], ["ls-files", "--others", "-z"]];
  for (const folder of [".git", "d/.dvc/cache", "d/.dvc/tmp"]) make(`${folder}/.gitignore`);
  make("e/other");

  for (const args of walks) guard(args);
  make("e/.gitattributes");
  for (const args of walks) throws(() => guard(args), /e\/\.gitattributes' is a pipe, not a file/);
  guard(["status", "--untracked-files=no"]);
});
