/** A repository in a temporary folder, for tests of the rooms below the pipeline. */
import { createHost, type Host, type HostFs } from "../../src/host/mod.ts";
import { openRepo, type Repo } from "../../src/repo/mod.ts";

/** A file's text, bytes, a symlink's target, or text with a mode. */
export type FileSpec = string | Uint8Array | { readonly link: string } | {
  readonly text: string;
  readonly mode: number;
};

export function writeFiles(root: string, files: Readonly<Record<string, FileSpec>>): void {
  for (const [path, spec] of Object.entries(files)) {
    const target = `${root}/${path}`;
    Deno.mkdirSync(target.slice(0, target.lastIndexOf("/")), { recursive: true });
    if (typeof spec === "string") Deno.writeTextFileSync(target, spec);
    else if (spec instanceof Uint8Array) Deno.writeFileSync(target, spec);
    else if ("link" in spec) Deno.symlinkSync(spec.link, target);
    else {
      Deno.writeTextFileSync(target, spec.text);
      Deno.chmodSync(target, spec.mode);
    }
  }
}

export interface FolderRepo extends Disposable {
  readonly root: string;
  readonly host: Host;
  open(cwd?: string): Promise<Repo>;
  /** A host whose file operations are partly replaced. */
  failing(changes: Partial<HostFs>): Host;
}

/** Makes `.dvc/config` (with `config`) and the files; no Git unless a file says so. The environment is empty. */
export function folderRepo(files: Readonly<Record<string, FileSpec>> = {}, config = ""): FolderRepo {
  const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "exp-repo-" }));
  writeFiles(root, { ".dvc/config": config, ...files });
  const real = createHost();
  const env = { get: (name: string) => name === "PATH" ? Deno.env.get("PATH") : undefined, all: () => ({}) };
  const host: Host = { ...real, cwd: root, env };
  return {
    root,
    host,
    open: (cwd) => openRepo(host, cwd === undefined ? {} : { cwd }),
    failing: (changes) => ({ ...host, fs: { ...host.fs, ...changes } }),
    [Symbol.dispose]: () => host.fs.removeTree(root),
  };
}

/** Every file below a folder with its content and mode, `.dvc` and `.git` left out. */
export function readTreeOf(root: string, below = ""): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of Deno.readDirSync(`${root}/${below}`)) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.name === ".dvc" || entry.name === ".git") continue;
    if (entry.isDirectory) Object.assign(found, readTreeOf(root, path));
    else if (entry.isSymlink) found[path] = `-> ${Deno.readLinkSync(`${root}/${path}`)}`;
    else {
      const mode = (Deno.lstatSync(`${root}/${path}`).mode ?? 0) & 0o777;
      found[path] = `${mode.toString(8)} ${Deno.readTextFileSync(`${root}/${path}`)}`;
    }
  }
  return found;
}
