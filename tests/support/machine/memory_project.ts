import { openGitAt } from "../../../src/git/mod.ts";
import { openRepo, type Repo } from "../../../src/repo/mod.ts";
import type { Git } from "../../../src/git/mod.ts";
import { type Ended, Machine, type MachineOptions } from "./machine.ts";

export const ROOT = "/work/project";

/** A Git and DVC repository on a machine in memory. */
export interface MemoryProject {
  readonly root: string;
  readonly machine: Machine;
  readonly git: Git;
  /** Opened anew each time, as a command does it. */
  open(): Promise<Repo>;
  exp(line: string): Promise<Ended>;
  /** Runs git; returns what it prints, trimmed at the end. */
  run(...args: string[]): string;
  read(path: string): string;
  exists(path: string): boolean;
  write(path: string, text: string): void;
  /** Commits everything; returns the commit's id. */
  commit(message: string): string;
}

const GIT_FILES: Readonly<Record<string, string>> = {
  ".git/HEAD": "ref: refs/heads/main\n",
  ".git/config": "[core]\n\trepositoryformatversion = 0\n\tbare = false\n",
  ".git/info/exclude": "",
};
const GIT_FOLDERS = ["objects/info", "objects/pack", "refs/heads", "refs/tags"];

/** A new repository with one commit of these files (none, if there are none). */
export function memoryProject(
  files: Readonly<Record<string, string>> = {},
  options: MachineOptions = {},
): MemoryProject {
  const machine = new Machine(options);
  const project = projectOn(machine);
  const { fs } = machine.host("/");
  for (const folder of ["/bin", "/home", "/tmp"]) fs.makeDir(folder);
  fs.writeAtomic("/bin/sh", "", { mode: 0o755 });
  for (const folder of GIT_FOLDERS) fs.makeDir(`${ROOT}/.git/${folder}`);
  for (const [path, text] of Object.entries({ ...GIT_FILES, ...files })) project.write(path, text);
  if (Object.keys(files).length > 0) project.commit("baseline");
  return project;
}

/** One more repository on a project's machine, with nothing in it. */
export function newRepository({ machine }: MemoryProject, root: string): void {
  const { fs } = machine.host("/");
  for (const folder of GIT_FOLDERS) fs.makeDir(`${root}/.git/${folder}`);
  fs.makeDir(`${root}/.git/info`);
  for (const [path, text] of Object.entries(GIT_FILES)) fs.writeAtomic(`${root}/${path}`, text);
}

/** The repository on a machine that has it already. */
export function projectOn(machine: Machine): MemoryProject {
  const host = machine.host(ROOT);
  const { fs } = host;
  const run = (...args: string[]) => {
    const { code, stdout, stderr } = host.processes.runSync({ program: "git", args, cwd: ROOT });
    if (code !== 0) throw new Error(`git ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout).replace(/\n$/, "");
  };
  return {
    root: ROOT,
    machine,
    git: openGitAt(host, { top: ROOT, gitDir: `${ROOT}/.git`, commonDir: `${ROOT}/.git` }),
    open: () => openRepo(machine.host(ROOT), { cwd: ROOT }),
    exp: (line) => machine.exp(line, ROOT),
    run,
    read: (path) => fs.readText(`${ROOT}/${path}`),
    exists: (path) => fs.exists(`${ROOT}/${path}`),
    write(path, text) {
      const full = `${ROOT}/${path}`;
      fs.makeDir(full.slice(0, full.lastIndexOf("/")));
      fs.writeAtomic(full, text);
    },
    commit(message) {
      run("add", "-A");
      run("commit", "-q", "--allow-empty", "-m", message);
      return run("rev-parse", "HEAD");
    },
  };
}
