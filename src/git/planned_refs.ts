import { fault } from "./faults.ts";
import type { Git, RefUpdate } from "./types.ts";

/**
 * Git as it is, but that refs stay as they are: a change is checked against what they are, and not made.
 *
 * @throws {ExpError} `conflict` from its `updateRefs`, as a real change would
 */
export function withoutRefChanges(git: Git): Git {
  return new Proxy(git, {
    get(target, name) {
      if (name === "updateRefs") return (updates: readonly RefUpdate[]) => checkRefs(target, updates);
      if (name === "syncRefs") return () => {};
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

function checkRefs(git: Git, updates: readonly RefUpdate[]): void {
  for (const { ref, from } of updates) {
    if (from === undefined) continue;
    if (git.readRef(ref) !== (from === "absent" ? undefined : from)) throw fault("conflict/ref", { ref });
  }
}
