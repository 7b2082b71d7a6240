/** `datasets:` in dvc.yaml, and what they were in dvc.lock. Comments, order and all else of the files stay. */
import { isMap, type Key, type Value, type ValueMap } from "../common/mod.ts";
import { editYaml, emitYaml, parseYaml } from "@exp/formats";

/** A data set as it is declared; `path` and `rev` are of repositories. */
export interface DatasetSpec {
  readonly name: string;
  readonly url: string;
  readonly type: string;
  readonly path?: string | undefined;
  readonly rev?: string | undefined;
}

/** The `datasets` list of a file's content. */
export function datasetsIn(content: ReadonlyMap<Key, Value> | Value | undefined): readonly ValueMap[] {
  const list = content instanceof Map ? content.get("datasets") : undefined;
  return Array.isArray(list) ? list.filter(isMap) : [];
}

export function specOf(item: ValueMap): DatasetSpec {
  const text = (key: string) => {
    const value = item.get(key);
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  return {
    name: text("name") ?? "",
    url: text("url") ?? "",
    type: text("type") ?? "",
    path: text("path"),
    rev: text("rev"),
  };
}

/** `name url type path rev`, as DVC writes it; what is not set is left out. */
export function formatSpec({ name, url, type, path, rev }: DatasetSpec): ValueMap {
  const items: readonly [Key, Value | undefined][] = [
    ["name", name],
    ["url", url],
    ["type", type],
    ["path", path],
    ["rev", rev],
  ];
  return new Map(items.flatMap(([key, value]) => value === undefined ? [] : [[key, value]]));
}

/** A file with a data set in it, in place of one of its name. @param text undefined for a new file */
export function putDataset(text: string | undefined, item: ValueMap, file: string): string {
  const isLock = file.endsWith(".lock");
  const parsed = text === undefined ? undefined : parseYaml(text, { file }).value;
  const before: ValueMap = isMap(parsed) ? parsed : new Map();
  const others = [...datasetsIn(before)];
  const at = others.findIndex((each) => each.get("name") === item.get("name"));
  if (at < 0) others.push(item);
  else others[at] = item;
  const content: ValueMap = new Map([...isLock ? [["schema", "2.0"] as const] : [], ...before]);
  content.set("datasets", others);
  if (isLock && !content.has("stages")) content.set("stages", new Map());
  return text === undefined || before.size === 0 ? emitYaml(content) : editYaml(text, (doc) => {
    // as DVC does: in dvc.lock the item is replaced, in dvc.yaml brought up to date
    if (isLock) doc.set("datasets", others);
    doc.merge(content);
  }, { file });
}
