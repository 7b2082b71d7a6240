/** Interpolations in plain data. */
import type { Value } from "../common/value.ts";
import { isContainer, validateNode } from "./config_tree.ts";
import { Interpolator } from "./interpolation.ts";
import { parseText } from "./interpolation_syntax.ts";

/**
 * A copy of `data` with every `${…}` replaced by its value, as a program that loads it with OmegaConf sees it.
 *
 * @param env for `${oc.env:…}`
 * @throws {HydraError} for an interpolation that cannot be resolved, and for a `???`
 */
export function resolveInterpolations(data: Value, env: Readonly<Record<string, string>>): Value {
  if (!isContainer(data)) return data;
  validateNode(data, parseText);
  return new Interpolator({ root: data, env }).resolvedCopy() as Value;
}
