/** A real Git repository in a temporary folder, with a fixed identity, for unit tests. */
import { createHost } from "../../src/host/mod.ts";
import type { Host } from "../../src/host/mod.ts";
import { type Git, openGitAt } from "../../src/git/mod.ts";

export interface TestRepo extends Disposable {
  readonly root: string;
  readonly host: Host;
  readonly git: Git;
  write(path: string, text: string): void;
  read(path: string): string;
  /** Runs git and returns what it prints, trimmed at the end. */
  run(...args: string[]): string;
  /** Commits everything; returns the commit's id. */
  commit(message: string): string;
  /** Another process, which is at work just before this one changes refs for the first time. */
  beforeRefsChange(theirs: () => void): void;
}

const IDENTITY = {
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.com",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.com",
};

export function makeRepo(files: Record<string, string> = {}): TestRepo {
  const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "exp-repo-" }));
  const real = createHost();
  const settings: Record<string, string> = { HOME: `${root}/.home`, GIT_CONFIG_NOSYSTEM: "1", ...IDENTITY };
  const host: Host = { ...real, cwd: root };
  for (const [name, value] of Object.entries(settings)) Deno.env.set(name, value);
  const run = (...args: string[]) => {
    const result = host.processes.runSync({ program: "git", args, cwd: root });
    const text = new TextDecoder().decode(result.stdout);
    if (result.code !== 0) throw new Error(`git ${args.join(" ")}: ${new TextDecoder().decode(result.stderr)}`);
    return text.replace(/\n$/, "");
  };
  const write = (path: string, text: string) => {
    const full = `${root}/${path}`;
    Deno.mkdirSync(full.slice(0, full.lastIndexOf("/")), { recursive: true });
    Deno.writeTextFileSync(full, text);
  };
  run("init", "-q", "-b", "main");
  write(".git/info/exclude", "/.home\n");
  const commit = (message: string) => {
    run("add", "-A");
    run("commit", "-q", "--allow-empty", "-m", message);
    return run("rev-parse", "HEAD");
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  if (Object.keys(files).length > 0) commit("baseline");
  const git = openGitAt(host, { top: root, gitDir: `${root}/.git`, commonDir: `${root}/.git` });
  return {
    root,
    host,
    git,
    write,
    read: (path) => Deno.readTextFileSync(`${root}/${path}`),
    run,
    commit,
    beforeRefsChange(theirs) {
      const { runSync } = host.processes;
      host.processes.runSync = (command) => {
        if (!command.args.includes("update-ref")) return runSync(command);
        host.processes.runSync = runSync;
        theirs();
        return runSync(command);
      };
    },
    [Symbol.dispose]: () => Deno.removeSync(root, { recursive: true }),
  };
}
