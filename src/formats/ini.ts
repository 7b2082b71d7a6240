/** The sections of a config file in order: `core`, `remote "name"`; values are text (a list value keeps its text). */
export type ConfigSections = Map<string, Map<string, string>>;

/** One change to a config file. Without `key` the whole section is meant (delete, or `renameTo`). */
export type ConfigEdit =
  | { readonly op: "set"; readonly section: string; readonly key: string; readonly value: string }
  | { readonly op: "delete"; readonly section: string; readonly key?: string }
  | { readonly op: "rename"; readonly section: string; readonly newName: string };

/** @throws {ExpError} `config` with file and line */
export function parseIni(_text: string, _options: { file: string }): ConfigSections {
  throw new Error("coming");
}
/** Applies the edits as DVC's config writer lays them out; other lines stay. */
export function editIni(_text: string, _edits: readonly ConfigEdit[]): string {
  throw new Error("coming");
}
