import { type Config, normalizePath } from "../repo/mod.ts";
import { fault } from "./faults.ts";
import type { StoragePlace } from "./types.ts";

/** A file or folder in a storage. */
export interface PlacedPath {
  readonly place: StoragePlace;
  /** Below the place's url, without slashes at its ends. */
  readonly path: string;
}

/**
 * Where a URL of data lies, or an absolute path. What lies on one server or in one bucket has one place, so that it is
 * asked for together. Of `remote://NAME/path` the place is the remote's.
 *
 * @throws {ExpError} `config` when there is no such remote
 */
export function placeOfUrl(config: Config, url: string): PlacedPath {
  const [, scheme = "file", authority = "", below = ""] = /^([^:/]+):\/\/([^/]*)(.*)$/s.exec(url) ??
    ["", "file", "", url];
  if (scheme === "remote") return inRemote(config, url, authority, below);
  const path = normalizePath(below).replace(/^\/+/, "");
  const root = scheme === "file" ? "/" : `${scheme}://${authority}/`;
  return { place: { url: root, options: new Map() }, path };
}

function inRemote(config: Config, url: string, remote: string, below: string): PlacedPath {
  const options = config.remote(remote);
  const root = options?.get("url");
  if (options === undefined || root === undefined) {
    throw fault("config/storage-no-remote", { url, remote, remotes: config.remoteNames() });
  }
  const others = new Map([...options].filter(([option]) => option !== "url"));
  return { place: { url: root, options: others, remote }, path: normalizePath(`/${below}`).slice(1) };
}

/** The URL by which a file or folder is known, however it was written: two spellings of one place are the same. */
export function urlOf({ place, path }: PlacedPath): string {
  return `${place.url.replace(/\/+$/, "")}/${path}`.replace(/\/$/, "");
}
