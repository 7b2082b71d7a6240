/** Configuration by variables: stronger than all files, for a container or one line of a script that has none. */
import type { ConfigSections } from "@exp/formats";
import type { Host } from "../host/mod.ts";

const PREFIX = "EXP_CONFIG_";

/** One option with the variable that it comes from. */
export interface Variable {
  readonly variable: string;
  readonly section: string;
  readonly option: string;
  readonly value: string;
}

/**
 * `EXP_CONFIG_CORE_REMOTE` is `core.remote`; where a section has a name, `EXP_CONFIG_REMOTE__STORE__URL` is that of
 * `remote.store.url`. An empty one counts as not set.
 */
export function configVariables(env: Host["env"]): Variable[] {
  return Object.entries(env.all()).flatMap(([variable, value]) => {
    if (!variable.startsWith(PREFIX) || value === "") return [];
    const name = variable.slice(PREFIX.length).toLowerCase();
    const named = /^([a-z]+)__(.+)__([a-z_]+)$/.exec(name);
    if (named !== null) return [{ variable, section: `${named[1]} "${named[2]}"`, option: named[3]!, value }];
    const [, section, option] = /^([a-z]+)_([a-z_]+)$/.exec(name) ?? [];
    return section === undefined || option === undefined ? [] : [{ variable, section, option, value }];
  });
}

export function sectionsOf(variables: readonly Variable[]): ConfigSections {
  const sections: ConfigSections = new Map();
  for (const { section, option, value } of variables) {
    const into = sections.get(section) ?? new Map<string, string>();
    sections.set(section, into.set(option, value));
  }
  return sections;
}
