import type { CloudState } from "./remote.ts";

/** As DVC does (`dvc/repo/status.py`): of several commits' data at one path the state further down is told. */
const ORDER: readonly CloudState[] = ["ok", "deleted", "new", "missing"];

export function statesByPath(states: Iterable<readonly [string, CloudState]>): Map<string, CloudState> {
  const found = new Map<string, CloudState>();
  for (const [path, state] of states) {
    const other = found.get(path);
    if (other === undefined || ORDER.indexOf(state) > ORDER.indexOf(other)) found.set(path, state);
  }
  return found;
}
