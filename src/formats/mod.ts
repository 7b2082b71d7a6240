/**
 * The file formats of a project, read as DVC reads them and written so that a change of one value is a change of one line.
 *
 * Whoever needs a format imports its file, and mostly when it is needed: start-up must not load them all.
 *
 * - `yaml.ts` reads YAML 1.2 with positions; `yaml_edit.ts` edits params files and changes the touched bytes only;
 *   `yaml_roundtrip.ts` edits `dvc.yaml` and its like in DVC's layout; `yaml_emit.ts` writes new files. Below them
 *   `yaml_scan*` and `yaml_parse*` make a tree of what stands where, and `yaml_fast.ts` reads plain texts quicker.
 * - `json.ts`, `toml.ts` and `python.ts` read and edit parameters; `value_edit.ts` is what their editors share, `flow.ts`
 *   the bracketed values that all three have.
 * - `ini.ts` is for `.dvc/config`, `pickle.ts` for what DVC keeps in Python's own format.
 */
export type { Edit } from "./edit.ts";
