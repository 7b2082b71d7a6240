import type { HostFs } from "../host/mod.ts";
import { type IgnorePattern, parseIgnorePattern } from "./gitignore_pattern.ts";
import { nameOf } from "./paths.ts";
import type { Ignore, IgnoreReason } from "./types.ts";

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
      // a file of rules that is ignored itself has no say
      const isMute = folder !== "" && (isIgnoredFolder(folder) || isOut(above, `${folder}/.dvcignore`, false));
      const own = isMute ? undefined : readRules(fs, root, folder);
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
        isOut(rulesIn(up), folder, true) || fs.exists(`${root}/${folder}/.dvc`);
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
        isOut(rulesIn(folder), path, false);
    },
    explain(path, isDir) {
      const explainOne = (each: string, isFolder: boolean): ReturnType<Ignore["explain"]> => {
        const found = explainRule(rulesIn(parent(each)), each, isFolder);
        if (found !== undefined) return found;
        const name = nameOf(each);
        if (isBuiltIn(name, isFolder)) {
          return { pattern: isFolder && name !== ".git" ? `${name}/` : name, ignored: true };
        }
        return isFolder && each !== "" && fs.exists(`${root}/${each}/.dvc`)
          ? { subRepo: name, ignored: true }
          : undefined;
      };
      for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1)) {
        const found = explainOne(path.slice(0, slash), true);
        if (found?.ignored) return found;
      }
      return explainOne(path, isDir);
    },
    fingerprint: (folder) =>
      JSON.stringify(rulesIn(folder).map(({ file, rules }) => [file, rules.map((rule) => rule.pattern.text)])),
    inFolder(folder) {
      const rules = rulesIn(folder);
      const prefix = folder === "" ? "" : folder + "/";
      return (name, isDir) => isBuiltIn(name, isDir) || (rules.length > 0 && isOut(rules, prefix + name, isDir));
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
    const pattern = parseIgnorePattern(line, folder !== "");
    return pattern ? [{ pattern, line: i + 1 }] : [];
  });
  return rules.length === 0 ? undefined : { file, baseLength: folder === "" ? 0 : folder.length + 1, rules };
}

function isOut(files: readonly RuleFile[], path: string, isDir: boolean): boolean {
  return lastMatch(files, path, isDir)?.rule.pattern.negated === false;
}

interface Place {
  readonly at: RuleFile;
  readonly rule: RuleFile["rules"][number];
}

/** The last rule that matches, deepest file first. */
function lastMatch(files: readonly RuleFile[], path: string, isDir: boolean): Place | undefined {
  for (let f = files.length - 1; f >= 0; f--) {
    const at = files[f]!;
    for (let r = at.rules.length - 1; r >= 0; r--) {
      const rule = at.rules[r]!;
      if (matches(at, rule, path, isDir)) return { at, rule };
    }
  }
  return undefined;
}

function matches(at: RuleFile, rule: RuleFile["rules"][number], path: string, isDir: boolean): boolean {
  return rule.pattern.matcher.test(path.slice(at.baseLength) + (isDir ? "/" : ""));
}

/**
 * The rule that DVC names: of a run of rules of one kind (ignoring; for folders only or not) it is the first that
 * matches, since DVC makes one expression of them.
 */
function explainRule(files: readonly RuleFile[], path: string, isDir: boolean): ReturnType<Ignore["explain"]> {
  const last = lastMatch(files, path, isDir);
  if (last === undefined) return undefined;
  let named = last;
  const { negated, dirOnly } = last.rule.pattern;
  if (!negated) {
    const places = files.flatMap((at) => at.rules.map((rule): Place => ({ at, rule })));
    let p = places.findIndex(({ rule }) => rule === last.rule);
    while (--p >= 0) {
      const { at, rule } = places[p]!;
      if (rule.pattern.negated || rule.pattern.dirOnly !== dirOnly) break;
      if (matches(at, rule, path, isDir)) named = { at, rule };
    }
  }
  const { at, rule } = named;
  return { file: at.file, line: rule.line, pattern: rule.pattern.text, ignored: !negated };
}

/**
 * `.dvcignore:3:build/`, `:.git` for what is ignored everywhere, `in sub_repo:name`.
 * @param show how a file's path (relative to the root) is shown
 */
export function ignoreReasonText(reason: IgnoreReason, show: (file: string) => string): string {
  if ("subRepo" in reason) return `in sub_repo:${reason.subRepo}`;
  const { file, line, pattern } = reason;
  return file === undefined ? `:${pattern}` : `${show(file)}:${line}:${pattern}`;
}
