/** Random data for property tests. */
import fc from "fast-check";
import type { Key, Value } from "@exp/values";

export interface TreeOptions {
  /** Scalars that the format can hold. */
  readonly scalars: readonly Value[];
  readonly keys?: fc.Arbitrary<string>;
}

/** Values of few levels: the given scalars, integers and texts, in lists and mappings. */
export function trees(options: TreeOptions): fc.Arbitrary<Value> {
  const keys = options.keys ?? fc.string({ maxLength: 4 });
  const limits = { maxLength: 3, depthIdentifier: "tree" };
  return fc.letrec<{ tree: Value }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3, depthIdentifier: "tree" },
      fc.constantFrom(...options.scalars),
      fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }),
      fc.string({ maxLength: 6 }),
      fc.array(tie("tree"), limits),
      mapsOf(keys, tie("tree"), limits),
    ),
  })).tree;
}

export function mapsOf(
  keys: fc.Arbitrary<string>,
  values: fc.Arbitrary<Value>,
  limits: fc.ArrayConstraints,
): fc.Arbitrary<Value> {
  return fc.array(fc.tuple(keys, values), limits).map((entries): Value => new Map<Key, Value>(entries));
}
