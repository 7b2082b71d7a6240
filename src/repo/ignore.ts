import type { HostFs } from "../host/mod.ts";
import { type IgnorePattern, parseIgnorePattern } from "./gitignore_pattern.ts";
import { nameOf } from "./paths.ts";
import type { Ignore } from "./types.ts";

/** The rules of one `.dvcignore`, in order. */
interface RuleFile {
  /** Relative to the root: `sub/.dvcignore`. */
  readonly file: string;
  /** Length of the folder's path with its slash; 0 for the root. */
  readonly baseLength: number;
  readonly rules: readonly { readonly pattern: IgnorePattern; readonly line: number }[];
}

const BUILT_IN_FOLDERS = new Set([".hg", ".git", ".dvc"]);

/** Reads `.dvcignore` files as folders are met, each once. Paths are relative to the root, with `/`. */
export function createIgnore(fs: HostFs, root: string): Ignore {
  /** Rule files that apply to what is in a folder, upper ones first. */
  const applying = new Map<string, readonly RuleFile[]>();
  const ignoredFolders = new Map<string, boolean>([["", false]]);

  function rulesIn(folder: string): readonly RuleFile[] {
    let rules = applying.get(folder);
    if (rules === undefined) {
      const above = folder === "" ? [] : rulesIn(parent(folder));
      const own = folder !== "" && isIgnoredFolder(folder) ? undefined : readRules(fs, root, folder);
      rules = own === undefined ? above : [...above, own];
      applying.set(folder, rules);
    }
    return rules;
  }

  function isIgnoredFolder(folder: string): boolean {
    let ignored = ignoredFolders.get(folder);
    if (ignored === undefined) {
      const up = parent(folder);
      ignored = isIgnoredFolder(up) || isBuiltIn(nameOf(folder), true) ||
        (deciding(rulesIn(up), folder, true)?.ignored ?? false) || fs.exists(`${root}/${folder}/.dvc`);
      ignoredFolders.set(folder, ignored);
    }
    return ignored;
  }

  return {
    isIgnored(path, isDir) {
      if (path === "") return false;
      if (isDir) return isIgnoredFolder(path);
      const folder = parent(path);
      return isIgnoredFolder(folder) || isBuiltIn(nameOf(path), false) ||
        (deciding(rulesIn(folder), path, false)?.ignored ?? false);
    },
    explain(path, isDir) {
      for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1)) {
        const folder = path.slice(0, slash);
        const found = deciding(rulesIn(parent(folder)), folder, true);
        if (found?.ignored) return found;
      }
      return deciding(rulesIn(parent(path)), path, isDir);
    },
    fingerprint: (folder) =>
      JSON.stringify(rulesIn(folder).map(({ file, rules }) => [file, rules.map((rule) => rule.pattern.text)])),
    inFolder(folder) {
      const rules = rulesIn(folder);
      const prefix = folder === "" ? "" : folder + "/";
      return (name, isDir) =>
        isBuiltIn(name, isDir) || (rules.length > 0 && (deciding(rules, prefix + name, isDir)?.ignored ?? false));
    },
  };
}

function parent(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

/** `.hg/ .git/ .git .dvc/` are ignored everywhere. */
function isBuiltIn(name: string, isDir: boolean): boolean {
  return isDir ? BUILT_IN_FOLDERS.has(name) : name === ".git";
}

function readRules(fs: HostFs, root: string, folder: string): RuleFile | undefined {
  const file = folder === "" ? ".dvcignore" : `${folder}/.dvcignore`;
  const text = fs.readTextIfThere(`${root}/${file}`);
  if (!text) return undefined;
  const rules = text.split(/\r\n|[\n\r]/).flatMap((line, i) => {
    const pattern = parseIgnorePattern(line);
    return pattern ? [{ pattern, line: i + 1 }] : [];
  });
  return rules.length === 0 ? undefined : { file, baseLength: folder === "" ? 0 : folder.length + 1, rules };
}

/** The last rule that matches, deepest file first. */
function deciding(files: readonly RuleFile[], path: string, isDir: boolean): ReturnType<Ignore["explain"]> {
  for (let f = files.length - 1; f >= 0; f--) {
    const { file, baseLength, rules } = files[f]!;
    const inside = path.slice(baseLength) + (isDir ? "/" : "");
    for (let r = rules.length - 1; r >= 0; r--) {
      const { pattern, line } = rules[r]!;
      if (pattern.matcher.test(inside)) return { file, line, pattern: pattern.text, ignored: !pattern.negated };
    }
  }
  return undefined;
}
