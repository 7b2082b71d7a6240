/** What is to be done for a `.dvc` file that both sides have changed (DVC 3.67.1: dvc/stage, dvc/output.py). Pure. */
import { isMap, pyEqual, type Value, type ValueMap } from "../common/mod.ts";
import { type HashInfo, isDirHash } from "../data/mod.ts";
import { parseYaml } from "@exp/formats";
import { hashInfoOf } from "../pipeline/mod.ts";
import type { Sides } from "./three_way.ts";

export type DvcFileMerge =
  /** One of the sides has all of it. */
  | { readonly kind: "text"; readonly text: string }
  /** Their folders are to be merged, and put into ours. */
  | {
    readonly kind: "folders";
    readonly path: string;
    /** The one that they name for themselves. */
    readonly remote: string | undefined;
    readonly infos: Sides<HashInfo | undefined> & OwnFolders;
  }
  /** They cannot, in DVC's words. */
  | { readonly kind: "refused"; readonly why: string };

interface OwnFolders {
  readonly our: HashInfo;
  readonly their: HashInfo;
}

const NO_DATA = "unable to auto-merge DVC files that weren't created by `dvc add`";
const OTHER_OPTIONS = "unable to auto-merge outputs with different options";
const OF_DVC_2 = "unable to auto-merge outputs of DVC 2";
const NO_FOLDERS = "unable to auto-merge outputs that are not directories";
/** What a change of the data changes. */
const OF_THE_DATA = new Set(["md5", "size", "nfiles", "hash"]);

export function planDvcFileMerge(texts: Sides<string>): DvcFileMerge {
  const [ancestor, our, their] = [texts.ancestor, texts.our, texts.their].map(readOuts);
  if (their!.outs.length === 0 || texts.our === texts.their) return { kind: "text", text: texts.our };
  if (our!.outs.length === 0) return { kind: "text", text: texts.their };
  for (const { isData, outs } of [ancestor!, our!, their!]) {
    if (!isData || outs.length > 1) return { kind: "refused", why: NO_DATA };
  }
  const [base, ours, theirs] = [ancestor!.outs[0], our!.outs[0]!, their!.outs[0]!];
  for (const out of [base, ours, theirs]) {
    if (out === undefined) continue;
    if (!hasSameOptions(ours, out)) return { kind: "refused", why: OTHER_OPTIONS };
    if (folderOf(out) === undefined) return { kind: "refused", why: NO_FOLDERS };
  }
  if (hashInfoOf(ours)?.algorithm !== "md5") return { kind: "refused", why: OF_DVC_2 };
  return {
    kind: "folders",
    path: String(ours.get("path")),
    remote: ours.has("remote") ? String(ours.get("remote")) : undefined,
    infos: { ancestor: base && folderOf(base), our: folderOf(ours)!, their: folderOf(theirs)! },
  };
}

interface Outs {
  readonly outs: readonly ValueMap[];
  /** It is of data alone: no command, no deps. */
  readonly isData: boolean;
}

/** @throws {ExpError} `invalid-file` for what is no YAML */
function readOuts(text: string): Outs {
  const content = parseYaml(text, { file: ".dvc" }).value;
  if (!isMap(content)) return { outs: [], isData: true };
  const list = (key: string): readonly Value[] => {
    const value = content.get(key);
    return Array.isArray(value) ? value : [];
  };
  return { outs: list("outs").filter(isMap), isData: !content.has("cmd") && list("deps").length === 0 };
}

function hasSameOptions(a: ValueMap, b: ValueMap): boolean {
  const options = (out: ValueMap) => new Map([...out].filter(([key]) => !OF_THE_DATA.has(String(key))));
  return pyEqual(options(a), options(b)) && a.get("hash") === b.get("hash");
}

function folderOf(out: ValueMap): HashInfo | undefined {
  const info = hashInfoOf(out);
  return info !== undefined && isDirHash(info.hash) ? info : undefined;
}
