/**
 * Git opens the files that its rules are in without a look at what they are, and whoever opens a pipe waits for somebody
 * at its other end. So they are looked at first: at the top and where a project has its own, and in every folder before
 * git walks through all of them.
 */
import type { Host, HostFs } from "../host/mod.ts";
import type { GitPlace } from "./types.ts";

/** Commands of git that read such files, or come before one that does, so that nothing has been changed by then. */
const READERS = new Set(["add", "check-ignore", "ls-files", "read-tree", "status", "update-index"]);
/** Options with which git walks through all folders, and reads the rules in each. */
const WALKS = new Set(["--others", "--untracked-files=all"]);

type Disk = {
  readonly fs: Pick<HostFs, "stat" | "readTextIfThere">;
  readonly processes: Pick<Host["processes"], "runSync">;
};

/** @returns refuses a command of git that would wait: an error of the machine, `in-the-way` */
export function guardRules(
  host: Disk,
  { top, commonDir, prefix = "" }: Pick<GitPlace, "top" | "commonDir"> & Partial<GitPlace>,
): (args: readonly string[]) => void {
  const { fs } = host;
  const project = prefix === "" ? top : `${top}/${prefix}`;
  const folders = new Set([top, project, `${project}/.dvc`]);
  const files = [
    ...[...folders].flatMap((folder) => [`${folder}/.gitignore`, `${folder}/.gitattributes`]),
    `${commonDir}/info/exclude`,
    `${commonDir}/info/attributes`,
  ];
  return ([command, ...options]) => {
    if (command === undefined || !READERS.has(command)) return;
    for (const file of files) if (fs.stat(file)?.kind === "other") fs.readTextIfThere(file); // says what it is instead
    if (options.some((option) => WALKS.has(option))) refuseAnywhere(host, top);
  };
}

/** What Git never walks into may be large. */
const FIND = `exec find "$0" "(" -name .git -o -path "*/.dvc/cache" -o -path "*/.dvc/tmp" ")" -prune -o \
  "(" -name .gitignore -o -name .gitattributes ")" -type p -print`;

/** The same of all folders of a work tree. One process. */
function refuseAnywhere({ fs, processes }: Disk, top: string): void {
  const { stdout } = processes.runSync({ program: "sh", args: ["-c", FIND, top], cwd: "/" });
  const [first = ""] = new TextDecoder().decode(stdout).split("\n");
  if (first !== "") fs.readTextIfThere(first);
}
