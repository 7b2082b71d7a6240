/** How a source repository is named: on the command line, and in the `repo:` of an import's `.dvc` file. */
import { isMap, type Key, type Value, type ValueMap } from "../common/mod.ts";
import { fault } from "./faults.ts";

export interface SourceAddress {
  /** A path of this machine, or what `git clone` takes. */
  readonly url: string;
  /** A branch, tag or commit; default: where its HEAD stands. */
  readonly rev?: string | undefined;
  /** Settings to merge with those of the source: the file that holds them, or sections with options. */
  readonly config?: string | ValueMap | undefined;
  /** The name of one of its remotes, or options for its default one. */
  readonly remote?: string | ValueMap | undefined;
}

interface RemoteWishes {
  readonly config: string | undefined;
  readonly remote: string | undefined;
  readonly remoteConfig: readonly string[] | undefined;
}

/** As DVC joins `--config`, `--remote` and `--remote-config` (DVC 3.67.1: dvc/repo/imp.py). @throws {ExpError} `usage` */
export function sourceAddress(url: string, rev: string | undefined, wishes: RemoteWishes): SourceAddress {
  const { config, remote, remoteConfig = [] } = wishes;
  const options = keyValues("--remote-config", remoteConfig);
  const base = { url, ...(rev === undefined ? {} : { rev }) };
  if (remote === undefined || options.size === 0) {
    const named = remote ?? (options.size > 0 ? options : undefined);
    return { ...base, ...(config === undefined ? {} : { config }), ...(named === undefined ? {} : { remote: named }) };
  }
  if (config !== undefined) throw fault("usage/config-and-both", {});
  return {
    ...base,
    config: new Map<Key, Value>([
      ["core", new Map<Key, Value>([["remote", remote]])],
      ["remote", new Map<Key, Value>([[remote, options]])],
    ]),
  };
}

/** `key=value` words of an option. @throws {ExpError} `usage` */
export function keyValues(option: string, texts: readonly string[]): ValueMap {
  return new Map(texts.map((text): [Key, Value] => {
    const at = text.indexOf("=");
    if (at <= 0) throw fault("usage/key-value", { option, text });
    return [text.slice(0, at), text.slice(at + 1)];
  }));
}

/** `repo:` of an import's `.dvc` file. */
export function writtenAddress(repo: ValueMap): SourceAddress & { readonly revLock: string | undefined } {
  const text = (key: string) => {
    const value = repo.get(key);
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const textOrMap = (key: string) => {
    const value = repo.get(key);
    return isMap(value) ? value : text(key);
  };
  return {
    url: text("url") ?? "",
    rev: text("rev"),
    revLock: text("rev_lock"),
    config: textOrMap("config"),
    remote: textOrMap("remote"),
  };
}

/** In the order in which DVC writes it; what is not set is left out. */
export function formatAddress(address: SourceAddress, revLock: string | undefined): ValueMap {
  const { url, rev, config, remote } = address;
  const items: readonly [Key, Value | undefined][] = [
    ["url", url],
    ["rev", rev],
    ["rev_lock", revLock],
    ["config", config],
    ["remote", remote],
  ];
  return new Map(items.flatMap(([key, value]) => value === undefined ? [] : [[key, value]]));
}

/** As it may be shown. */
export function withoutPassword(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, "$1");
}
