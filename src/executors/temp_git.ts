import { type Git, openGitAt, type Rev } from "../git/mod.ts";
import { type Host, markLine } from "../host/mod.ts";
import { OWNER_FILE } from "../records/mod.ts";

/**
 * Makes a Git repository in an empty folder without starting git: detached at `head`, objects borrowed from `home`
 * (so that nothing is copied), the configuration of `home` but what ties it to its own folders.
 *
 * @param ignored patterns of files that we put there ourselves
 */
export function createTempGit(host: Host, home: Git, top: string, head: Rev, ignored: readonly string[]): Git {
  const { fs } = host;
  const gitDir = `${top}/.git`;
  for (const folder of ["objects/info", "objects/pack", "refs/heads", "refs/tags", "info"]) {
    fs.makeDir(`${gitDir}/${folder}`);
  }
  fs.writeAtomic(`${gitDir}/${OWNER_FILE}`, markLine(host));
  fs.writeAtomic(`${gitDir}/HEAD`, `${head}\n`);
  fs.writeAtomic(`${gitDir}/objects/info/alternates`, `${alternateLine(`${home.commonDir}/objects`)}\n`);
  fs.writeAtomic(`${gitDir}/config`, configFor(fs.readTextIfThere(`${home.commonDir}/config`) ?? ""));
  for (const file of ["info/attributes", "shallow"]) {
    const text = fs.readTextIfThere(`${home.commonDir}/${file}`);
    if (text !== undefined) fs.writeAtomic(`${gitDir}/${file}`, text);
  }
  const exclude = fs.readTextIfThere(`${home.commonDir}/info/exclude`) ?? "";
  fs.writeAtomic(`${gitDir}/info/exclude`, `${exclude.replace(/\n*$/, "\n")}${ignored.join("\n")}\n`);
  return openGitAt(host, { top, gitDir, commonDir: gitDir });
}

/** As git reads it: a path that begins with a quote, or holds a line break, in quotes with C's escapes. */
function alternateLine(path: string): string {
  if (!/^["#]|[\n\r]/.test(path)) return path;
  return `"${path.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\r", "\\r")}"`;
}

/** Settings that mean the original's folders, or a way of storing that the new one does not have. */
const OWN = /^\s*(worktree|bare|hookspath|refstorage|worktreeconfig|fsmonitor|splitindex|sparsecheckout\w*)\s*(=|$)/i;

function configFor(text: string): string {
  const lines = text.split("\n").filter((line) => !OWN.test(line));
  return `${lines.join("\n").replace(/\n*$/, "\n")}[core]\n\tbare = false\n`;
}

/**
 * Copies objects that a stage's own git commands made in the checkout to the repository: a tree that is built there may
 * need them. Objects never change, so copying one twice is harmless.
 */
export function adoptObjects(host: Host, from: string, to: string): void {
  const { fs } = host;
  for (const folder of fs.list(from)) {
    if (folder.kind !== "dir" || folder.name === "info") continue;
    const names = fs.list(`${from}/${folder.name}`).filter((e) => e.kind === "file").map((e) => e.name);
    // a pack's index last: git looks for packs by their indexes
    names.sort((a, b) => Number(a.endsWith(".idx")) - Number(b.endsWith(".idx")));
    for (const name of names) adoptOne(host, `${from}/${folder.name}/${name}`, `${to}/${folder.name}`, name);
  }
}

function adoptOne(host: Host, file: string, folder: string, name: string): void {
  const { fs } = host;
  if (fs.exists(`${folder}/${name}`)) return;
  fs.makeDir(folder);
  const temp = `${folder}/tmp_obj_${host.random.hex(6)}`;
  fs.copyFile(file, temp);
  fs.rename(temp, `${folder}/${name}`);
}
