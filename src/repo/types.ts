/** A DVC repository, opened: where things are and what the configuration says. */
import type { EmitEvent, Rules } from "../common/mod.ts";
import type { GitPlace } from "../git/mod.ts";
import type { Host } from "../host/mod.ts";

export interface Repo {
  readonly host: Host;
  /** The folder that holds `.dvc`; absolute, without symlinks. */
  readonly root: string;
  /** `<root>/.dvc` */
  readonly dvcDir: string;
  /** `<root>/.dvc/tmp` */
  readonly tmpDir: string;
  /** The folder that the command line's paths are relative to; absolute, inside `root`. */
  readonly cwd: string;
  /** Undefined with `core.no_scm`, or when there is no Git repository around `root`. */
  readonly git: GitPlace | undefined;
  readonly config: Config;
  /** Where cache objects and run-cache entries live; absolute. `cache.dir`, default `<root>/.dvc/cache`. */
  readonly cacheDir: string;
  readonly ignore: Ignore;
  /** What the same request means here: as `exp` has it, or as DVC. */
  readonly rules: Rules;
  /** Told how far long work is by whoever has nobody else to tell. */
  readonly emit?: EmitEvent;
}

/** Merged configuration: system, global, project (`config`), local (`config.local`), in this order. */
export interface Config {
  /** A section's option (`core.remote`, `cache.dir`); names are lower case. */
  get(section: string, option: string): string | undefined;
  getBool(section: string, option: string, fallback: boolean): boolean;
  getList(section: string, option: string): readonly string[] | undefined;
  /** Options of `['remote "NAME"']`; undefined if there is no such section. Relative urls are already absolute. */
  remote(name: string): ReadonlyMap<string, string> | undefined;
  remoteNames(): readonly string[];
}

/** A line of a `.dvcignore` (its path relative to the root), what is ignored everywhere, or a repository of its own. */
export type IgnoreReason =
  & ({ readonly file?: string; readonly line?: number; readonly pattern: string } | { readonly subRepo: string })
  & { readonly ignored: boolean };

/** `.dvcignore` (DVC 3.67.1: dvc/ignore.py). */
export interface Ignore {
  /** @param path relative to the root */
  isIgnored(path: string, isDir: boolean): boolean;
  /** What decides, for `check-ignore`. */
  explain(path: string, isDir: boolean): IgnoreReason | undefined;
  /**
   * For walks: tells for the names in a folder (relative to the root, itself not ignored) whether they are ignored.
   * Folders that are repositories of their own are not told; the walk sees their `.dvc`.
   */
  inFolder(folder: string): (name: string, isDir: boolean) => boolean;
  /** The rules that apply in a folder, as one text: equal texts, equal rules. */
  fingerprint(folder: string): string;
}
