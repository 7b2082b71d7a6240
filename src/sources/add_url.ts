/** `add --to-remote` and `add --out` of a URL: data from elsewhere, tracked as if it had been here all the time. */
import { formatDvcFile, type HashInfo, openGitIgnoreKeeper } from "../data/mod.ts";
import type { Project } from "../pipeline/mod.ts";
import { joinPath, nameOf, relativeInside, type Repo, urlScheme } from "../repo/mod.ts";
import { displayPath } from "../stage/mod.ts";
import { fault } from "./faults.ts";
import { planImport } from "./import_out.ts";
import { bringUrl, sendUrl } from "./import_url.ts";
import { findOutPlace, type OutPlace } from "./out_place.ts";
import type { Travel } from "./receive.ts";
import { openUrl } from "./url_place.ts";

interface AddUrlOptions extends Travel {
  readonly out: string | undefined;
  readonly force: boolean;
  /** Send it to a remote without keeping it here: only the `.dvc` file and `.gitignore` change. */
  readonly toRemote: { readonly remote: string | undefined } | undefined;
}

/**
 * @param url or a path of this machine
 * @returns the files that Git should have, relative to the current folder
 * @throws {ExpError}
 */
export async function addUrl(project: Project, url: string, options: AddUrlOptions): Promise<string[]> {
  const { repo } = project;
  const planned = await planImport(project, placeOf(repo, url, options));
  const opened = await openUrl(repo.host, repo.config, repo.cwd, url);
  const { toRemote } = options;
  const info = toRemote === undefined
    ? await bringUrl(repo, opened, planned.out, "all", options)
    : await sendUrl(repo, opened, toRemote.remote, options);
  if (info === undefined) throw fault("not-found/url", { url, canList: opened.storage.canList });
  return record(repo, planned, info);
}

/** What is sent from a place in the repository is tracked there; all else in the current folder. */
function placeOf(repo: Repo, url: string, { out, force, toRemote }: AddUrlOptions): OutPlace {
  if (out !== undefined) return findOutPlace(repo.host, repo.cwd, url, { out, force });
  const path = joinPath(repo.cwd, url);
  const isHere = urlScheme(url) === undefined && relativeInside(repo.root, path) !== undefined;
  if (isHere) return { path, shown: url };
  return findOutPlace(repo.host, repo.cwd, url, { out, force: force || toRemote !== undefined });
}

function record(repo: Repo, { out, file }: Awaited<ReturnType<typeof planImport>>, info: HashInfo): string[] {
  const path = joinPath(repo.root, file);
  const before = repo.host.fs.readTextIfThere(path);
  const ignored = openGitIgnoreKeeper(repo).add([out]);
  const text = formatDvcFile(before, [{ written: nameOf(out.path), info, options: new Map() }], file);
  if (text !== before) repo.host.fs.writeAtomic(path, text);
  return [...new Set([path, ...ignored])].map((each) => displayPath(repo, relativeInside(repo.root, each) ?? each))
    .sort();
}
