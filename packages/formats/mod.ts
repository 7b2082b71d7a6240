/**
 * The file formats of a project, read as DVC reads them and written so that a change of one value is a change of one line.
 *
 * - `yaml.ts` reads YAML 1.2 with positions; `yaml_edit.ts` edits params files and changes the touched bytes only;
 *   `yaml_document_edit.ts` edits `dvc.yaml` and its like in DVC's layout; `yaml_emit.ts` writes files in the dialect of a
 *   library. Below them `yaml_scan*` and `yaml_parse*` make a tree of what stands where, and `yaml_fast.ts` reads plain
 *   texts quicker.
 * - `json.ts`, `toml.ts` and `python.ts` read and edit parameters; `value_edit.ts` is what their editors share, `flow.ts`
 *   the bracketed values that all three have.
 * - `ini.ts` is for `.dvc/config`, `pickle.ts` for what DVC keeps in Python's own format.
 */
export type { Edit } from "./edit.ts";
export { type ConfigEdit, type ConfigSections, editIni, parseIni } from "./ini.ts";
export { parseJson, setJsonValues } from "./json.ts";
export { type PickleInput, PyTuple, readPickle, writePickle } from "./pickle.ts";
export { parsePythonParams, setPythonValues } from "./python.ts";
export { parseToml, setTomlValues } from "./toml.ts";
export { parseYaml, parseYamlFast, type YamlDocument, type YamlOptions } from "./yaml.ts";
export { setYamlValues } from "./yaml_edit.ts";
export { emitYaml } from "./yaml_emit.ts";
export { YamlSyntaxError } from "./yaml_error.ts";
export { type PlainMeaning, readPlainYaml } from "./yaml_fast.ts";
export { findMerges, type Merge } from "./yaml_merged.ts";
export type {
  AliasNode,
  MapNode,
  NodeBase,
  Position,
  ScalarNode,
  ScalarStyle,
  SeqNode,
  YamlComment,
  YamlNode,
  YamlPair,
  YamlTree,
} from "./yaml_nodes.ts";
export { parseYamlTree } from "./yaml_parse.ts";
export { editYaml, type RoundTripMap, updateLock } from "./yaml_document_edit.ts";
export { type Dialect, PYYAML, RUAMEL } from "./yaml_dialect.ts";
export { type FreshValue, PyBytes } from "./yaml_document.ts";
export { resolvePlain11 } from "./yaml_schema.ts";
export { checkNesting } from "./fault.ts";
export type { FormatFaults } from "./faults.ts";
