/** A three-way merge of named things, each by itself. Pure. */

/** What has become of a name on both sides; undefined: it is not there (any more). */
export type MergedEntry<T> =
  | { readonly kind: "agreed"; readonly name: string; readonly value: T }
  | { readonly kind: "conflict"; readonly name: string; readonly our: T | undefined; readonly their: T | undefined };

export interface Sides<T> {
  readonly ancestor: T;
  readonly our: T;
  readonly their: T;
}

/**
 * Whoever has changed a name has it; what both have changed differently is a conflict. In our order, with what is new
 * of theirs at the end.
 */
export function mergeEntries<T>(
  { ancestor, our, their }: Sides<ReadonlyMap<string, T>>,
  isSame: (a: T, b: T) => boolean,
): MergedEntry<T>[] {
  const areSame = (a: T | undefined, b: T | undefined) => a === undefined || b === undefined ? a === b : isSame(a, b);
  return [...new Set([...our.keys(), ...their.keys()])].flatMap((name): MergedEntry<T>[] => {
    const [base, ours, theirs] = [ancestor.get(name), our.get(name), their.get(name)];
    const isAgreed = areSame(ours, theirs) || areSame(base, theirs);
    if (!isAgreed && !areSame(base, ours)) return [{ kind: "conflict", name, our: ours, their: theirs }];
    const value = isAgreed ? ours : theirs;
    return value === undefined ? [] : [{ kind: "agreed", name, value }];
  });
}
