/**
 * Edits of params files that change only the bytes of the touched values.
 *
 * The wanted data is computed first; then the tree is walked beside it, and only where they differ text is replaced.
 * So an alias of a changed anchor, or a map that merges one, is written out exactly where that is needed.
 */
import { depthOf, Fault, type Value } from "@exp/values";
import type { Edit } from "./edit.ts";
import { applyToValue, sameValue } from "./value_edit.ts";
import { parseYaml } from "./yaml.ts";
import { planSplices } from "./yaml_edit_plan.ts";
import { emitYaml } from "./yaml_emit.ts";
import { inYamlFile } from "./yaml_error.ts";
import { parseYamlTree } from "./yaml_parse.ts";
import { withoutOwnTags } from "./yaml_tags.ts";

/**
 * The text with the edits made. Maps on the way to a new key are made; a list's index may be its length (append).
 *
 * @throws {Fault} `invalid-file` for bad YAML; `invalid-override` for an index that is not in its list
 */
export function setYamlValues(
  text: string,
  edits: readonly Edit[],
  options: { readonly file: string } = { file: "params.yaml" },
): string {
  const old = parseYaml(text, { ...options, anyTag: true }).value;
  let wanted = old;
  for (const edit of edits) wanted = applyToValue(wanted, edit.path, edit);
  if (sameValue(old, wanted)) return text;
  const tree = inYamlFile(options.file, text, () => withoutOwnTags(parseYamlTree(text)));
  const deepest = Math.max(...edits.map((edit) => edit.path.length)) + depthOf(wanted, Infinity);
  for (let depth = deepest; depth >= 0; depth--) {
    const edited = planSplices(tree, wanted, depth);
    if (readsAs(edited, wanted)) return edited;
  }
  return emitYaml(wanted);
}

function readsAs(text: string, wanted: Value): boolean {
  try {
    return sameValue(parseYaml(text, { file: "", anyTag: true }).value, wanted);
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}
