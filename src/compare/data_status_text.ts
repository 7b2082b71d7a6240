import { type Value, valueMap } from "../common/mod.ts";
import type { DataStatus, ListedChange, ListedChanges } from "./data_status.ts";

/** What may be left out of an answer. */
interface Shown {
  readonly unchanged: boolean;
  readonly untracked: boolean;
}

type Section = "not_in_cache" | "not_in_remote" | "committed" | "uncommitted" | "untracked" | "unchanged";

const LABELS: Readonly<Record<Section, string>> = {
  not_in_cache: "Not in cache",
  not_in_remote: "Not in remote",
  committed: "DVC committed changes",
  uncommitted: "DVC uncommitted changes",
  untracked: "Untracked files",
  unchanged: "DVC unchanged files",
};

/** @param program as it is typed: `exp`, `dvc` */
function hintsOf(program: string, push: string): Partial<Record<Section, readonly string[]>> {
  return {
    not_in_cache: [`use "${program} fetch <file>..." to download files`],
    not_in_remote: [`use "${push} <file>..." to upload files`],
    committed: ["git commit the corresponding dvc files to update the repo"],
    uncommitted: [
      `use "${program} commit <file>..." to track changes`,
      `use "${program} checkout <file>..." to discard changes`,
    ],
    untracked: [`use "git add <file> ..." or "${program} add <file>..." to commit to git or to dvc`],
  };
}

/** What there is, in the order in which it is told. */
function sectionsOf(status: DataStatus, shown: Shown): [Section, readonly string[] | ListedChanges][] {
  const all: [Section, readonly string[] | ListedChanges][] = [
    ["not_in_cache", status.notInCache],
    ["not_in_remote", status.notInRemote],
    ["committed", status.committed],
    ["uncommitted", status.uncommitted],
    ["untracked", shown.untracked ? status.untracked : []],
    ["unchanged", shown.unchanged ? status.unchanged : []],
  ];
  return all.filter(([, what]) => what instanceof Map ? what.size > 0 : (what as readonly string[]).length > 0);
}

/** Only what there is. */
export function dataStatusJson(status: DataStatus, shown: Shown): Value {
  const one = (change: ListedChange): Value =>
    typeof change === "string" ? change : valueMap([["old", change.old], ["new", change.new]]);
  return valueMap(
    sectionsOf(status, shown).map(([section, what]) => [
      section,
      what instanceof Map
        ? valueMap([...what].map(([kind, changes]) => [kind, changes.map(one)]))
        : [...what as readonly string[]],
    ]),
  );
}

/** As people read it. @param commands what is typed to `push`, and the program's name */
export function dataStatusText(
  status: DataStatus,
  shown: Shown,
  commands: { readonly program: string; readonly push: string },
): string {
  const sections = sectionsOf(status, shown);
  const hints = hintsOf(commands.program, commands.push);
  const blocks = sections.map(([section, what]) => {
    const head = [`${LABELS[section]}:`, ...(hints[section] ?? []).map((hint) => `  (${hint})`)];
    return [...head, ...itemsOf(what).map((item) => `        ${item}`)].join("\n");
  });
  if (sections.length === 0) blocks.push(`No changes${status.git?.isEmpty ? " in an empty git repo" : ""}.`);
  const other = sections.length === 0 ? "" : "other ";
  const dirty = `(there are ${other}changes not tracked by dvc, use "git status" to see)`;
  return blocks.join("\n\n") + (status.git?.isDirty ? `\n${dirty}` : "");
}

function itemsOf(what: readonly string[] | ListedChanges): string[] {
  if (!(what instanceof Map)) return [...what as readonly string[]];
  return [...what as ListedChanges].flatMap(([kind, changes]) =>
    changes.map((change) => `${kind}: ${typeof change === "string" ? change : `${change.old} -> ${change.new}`}`)
  );
}
