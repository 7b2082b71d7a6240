/**
 * Git opens the files that its rules are in without a look at what they are, and whoever opens a pipe waits for somebody
 * at its other end. So they are looked at first, where it is known which they are: at the top, and where a project has
 * its own.
 */
import type { Host, HostFs } from "../host/mod.ts";
import type { GitPlace } from "./types.ts";

/** Commands of git that read such files, or come before one that does, so that nothing has been changed by then. */
const READERS = new Set(["add", "check-ignore", "ls-files", "read-tree", "status", "update-index"]);

/** @returns refuses a command of git that would wait: an error of the machine, `in-the-way` */
export function guardRules(
  fs: Pick<HostFs, "stat" | "readTextIfThere">,
  { top, commonDir, prefix = "" }: Pick<GitPlace, "top" | "commonDir"> & Partial<GitPlace>,
): (command: string | undefined) => void {
  const project = prefix === "" ? top : `${top}/${prefix}`;
  const folders = new Set([top, project, `${project}/.dvc`]);
  const files = [
    ...[...folders].flatMap((folder) => [`${folder}/.gitignore`, `${folder}/.gitattributes`]),
    `${commonDir}/info/exclude`,
    `${commonDir}/info/attributes`,
  ];
  return (command) => {
    if (command === undefined || !READERS.has(command)) return;
    for (const file of files) if (fs.stat(file)?.kind === "other") fs.readTextIfThere(file); // says what it is instead
  };
}

/**
 * The same of all folders of a work tree: for who lets git walk through them, and has the time. One process.
 * @throws {ExpError} an error of the machine, `in-the-way`
 */
export function refuseEndlessRules(host: Pick<Host, "fs" | "processes">, top: string): void {
  const script = 'exec find "$0" -name .git -prune -o "(" -name .gitignore -o -name .gitattributes ")" -type p -print';
  const { stdout } = host.processes.runSync({ program: "sh", args: ["-c", script, top], cwd: "/" });
  const [first = ""] = new TextDecoder().decode(stdout).split("\n");
  if (first !== "") host.fs.readTextIfThere(first);
}
