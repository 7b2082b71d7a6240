/** A source's configuration with what an import says of it: `config`, `remote`. */
import { isMap, pyStr, type ValueMap } from "../common/mod.ts";
import { parseIni } from "@exp/formats";
import type { Host } from "../host/mod.ts";
import { type Config, createConfig, splitSection } from "../repo/mod.ts";
import type { SourceAddress } from "./address.ts";

type Sections = Map<string, Map<string, string>>;

export function withSettings(host: Host, config: Config, address: SourceAddress): Config {
  const { config: given, remote } = address;
  const sections: Sections = typeof given === "string"
    ? ofFile(host, given)
    : given === undefined
    ? new Map()
    : of(given);
  if (typeof remote === "string") into(sections, "core", new Map([["remote", remote]]));
  else if (remote !== undefined) {
    const name = sections.get("core")?.get("remote") ?? config.get("core", "remote");
    if (name !== undefined) into(sections, `remote "${name.toLowerCase()}"`, texts(remote));
  }
  return sections.size === 0 ? config : merged(config, createConfig(sections), sections);
}

function ofFile(host: Host, path: string): Sections {
  const file = path.startsWith("/") ? path : `${host.cwd}/${path}`;
  return new Map(
    [...parseIni(host.fs.readText(file), { file: path })].map(([name, options]) => [name, new Map(options)]),
  );
}

/** `{core: {remote: x}, remote: {x: {url: …}}}` */
function of(given: ValueMap): Sections {
  const sections: Sections = new Map();
  for (const [name, options] of given) {
    if (!isMap(options)) continue;
    if (name !== "remote") into(sections, String(name), texts(options));
    else {
      for (const [remote, each] of options) {
        if (isMap(each)) into(sections, `remote "${String(remote).toLowerCase()}"`, texts(each));
      }
    }
  }
  return sections;
}

function into(sections: Sections, name: string, options: ReadonlyMap<string, string>): void {
  sections.set(name, new Map([...sections.get(name) ?? [], ...options]));
}

function texts(options: ValueMap): Map<string, string> {
  return new Map([...options].map(([key, value]) => [String(key), pyStr(value)]));
}

function merged(base: Config, own: Config, sections: Sections): Config {
  const get = (section: string, option: string) => own.get(section, option) ?? base.get(section, option);
  return {
    get,
    getBool: (section, option, fallback) =>
      own.get(section, option) === undefined
        ? base.getBool(section, option, fallback)
        : own.getBool(section, option, fallback),
    getList: (section, option) => own.getList(section, option) ?? base.getList(section, option),
    remote(name) {
      const key = `remote "${name.toLowerCase()}"`;
      const [before, more] = [base.remote(name), sections.get(key)];
      if (more === undefined) return before;
      return new Map([...before ?? [], ...more]);
    },
    remoteNames: () => [
      ...new Set([
        ...base.remoteNames(),
        ...[...sections.keys()].map(splitSection).flatMap(([family, name]) =>
          family === "remote" && name !== undefined ? [name] : []
        ),
      ]),
    ],
  };
}
