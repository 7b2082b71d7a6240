/** What hooks and merge drivers hold, and how Git calls this program. Pure. */
import { quoteForShell } from "../common/mod.ts";

export const HOOK_NAMES = ["post-checkout", "pre-commit", "pre-push"] as const;
type HookName = typeof HOOK_NAMES[number];

interface MergeDriver {
  readonly name: string;
  readonly title: string;
  readonly command: string;
}

/** @param program how this program is started, such as `["exp", "dvc"]` */
export function hookLine(program: readonly string[], hook: HookName): string {
  return `${program.map(quoteForShell).join(" ")} git-hook ${hook} "$@"`;
}

/**
 * @param folder where `.dvc` is, below the folder in which Git calls its hooks; empty: there. A commit may be without it
 */
export function hookText(program: readonly string[], hook: HookName, folder: string): string {
  const enter = folder === "" ? "" : `cd ${quoteForShell(`./${folder}`)} 2>/dev/null || exit 0\n`;
  return `#!/bin/sh\n${enter}exec ${hookLine(program, hook)}\n`;
}

/** Was the hook written by `install`, DVC's or this one? Then nobody's own work is in it. */
export function isOwnHook(text: string, hook: HookName): boolean {
  const [, called] =
    /^#!\S+\n(?:cd .* 2>\/dev\/null \|\| exit 0\n)?exec .*\bgit-hook ([a-z-]+) (?:\$@|"\$@")\n$/.exec(text) ?? [];
  return called === hook;
}

/**
 * `dvc` has the name that `.gitattributes` of DVC's projects call: `*.dvc merge=dvc`. dvc.lock has one of its own,
 * `dvc.lock merge=exp-lock`: whoever has only DVC's driver, which cannot do it, merges it as text as before.
 */
export function mergeDrivers(program: readonly string[]): MergeDriver[] {
  const command = (which: string) =>
    `${
      program.map(quoteForShell).join(" ")
    } git-hook ${which} --ancestor %O --our %A --their %B --path %P --marker-size %L`;
  return [
    { name: "dvc", title: "DVC merge driver", command: command("merge-driver") },
    { name: "exp-lock", title: "merges dvc.lock stage by stage", command: command("merge-lock") },
  ];
}

/** For the pre-commit tool: what it calls is what the hooks call. */
export function preCommitHooks(program: readonly string[]) {
  return HOOK_NAMES.map((hook) => ({
    id: `exp-${hook}`,
    name: `exp ${hook}`,
    entry: `${program.map(quoteForShell).join(" ")} git-hook ${hook}`,
    language: "system",
    stages: [hook],
    always_run: true,
    pass_filenames: false,
  }));
}
