/**
 * deno run -A tasks.ts COUNT: what a trivial task of the queue needs of Git and the shell, COUNT times, in the repository
 * of the current folder: a checkout that borrows its objects, one look at it, the command, a commit, one transaction of
 * refs. No queue, no lock, no record, no hash.
 */
const [count = "200"] = Deno.args;
const top = Deno.cwd();

function run(program: string, args: readonly string[], cwd = top, env: Record<string, string> = {}): string {
  const output = new Deno.Command(program, { args: [...args], cwd, env, stdin: "null" }).outputSync();
  if (!output.success) throw new Error(`${program} ${args.join(" ")}: ${new TextDecoder().decode(output.stderr)}`);
  return new TextDecoder().decode(output.stdout).trim();
}

function makeCheckout(head: string, rev: string): string {
  const folder = Deno.makeTempDirSync({ dir: `${top}/.git` });
  for (const part of ["objects/info", "refs/heads"]) Deno.mkdirSync(`${folder}/.git/${part}`, { recursive: true });
  Deno.writeTextFileSync(`${folder}/.git/HEAD`, `${head}\n`);
  Deno.writeTextFileSync(`${folder}/.git/objects/info/alternates`, `${top}/.git/objects\n`);
  Deno.copyFileSync(`${top}/.git/config`, `${folder}/.git/config`);
  run("git", ["read-tree", "--reset", "-u", rev], folder);
  return folder;
}

function task(n: number, head: string): void {
  const folder = makeCheckout(head, head);
  run("sh", ["-c", 'exec "$@"', "sh", "/bin/bash", "-c", `echo "n: ${n}" > metrics.yaml`], folder);
  run("git", ["ls-files", "--others", "--exclude-standard", "-z"], folder);
  const env = { GIT_OBJECT_DIRECTORY: `${top}/.git/objects` };
  const settings = ["gc.auto=0", "maintenance.auto=false", "core.fsyncMethod=writeout-only"];
  const options = settings.flatMap((setting) => ["-c", setting]);
  run("git", [...options, "commit", "-a", "-q", "-m", `task ${n}`], folder, env);
  const rev = Deno.readTextFileSync(`${folder}/.git/HEAD`).trim();
  run("sh", ["-c", `exec git update-ref --stdin <<END\nupdate refs/limit/${n} ${rev}\nEND`]);
  Deno.removeSync(folder, { recursive: true });
}

const head = run("git", ["rev-parse", "HEAD"]);
for (let n = 1; n <= Number(count); n++) task(n, head);
