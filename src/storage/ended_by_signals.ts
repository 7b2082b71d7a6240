import type { EndingSignal } from "../common/mod.ts";
import { hearEnding, type Host } from "../host/mod.ts";
import { fault } from "./faults.ts";
import type { Storage } from "./types.ts";

/**
 * A storage whose calls hear signals themselves where whoever asks has no signal to give: what was started ends then, and
 * nothing of what has come in half is left. Another one ends this process at once.
 */
export function endedBySignals(host: Host, storage: Storage): Storage {
  const { shown, folder, canList } = storage;
  const until = <O extends { readonly signal?: AbortSignal | undefined }, T>(
    given: O | undefined,
    work: (options: O) => Promise<T>,
  ): Promise<T> =>
    given?.signal === undefined ? untilSignal(host, shown, (signal) => work({ ...given!, signal })) : work(given);
  return {
    shown,
    folder,
    canList,
    list: (below, wish) => until(wish, (all) => storage.list(below, all)),
    look: (paths, wish) => until(wish, (all) => storage.look(paths, all)),
    read: (path, wish) => until(wish, (all) => storage.read(path, all)),
    fetch: (paths, into, options) => until(options, (all) => storage.fetch(paths, into, all)),
    put: (from, paths, options) => until(options, (all) => storage.put(from, paths, all)),
    remove: (paths, options) => until(options, (all) => storage.remove(paths, all)),
  };
}

async function untilSignal<T>(host: Host, shown: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController();
  let signal: EndingSignal | undefined;
  using _ = hearEnding(host.processes, (name) => {
    signal = name;
    over.abort();
  });
  try {
    return await work(over.signal);
  } catch (error) {
    throw signal === undefined ? error : fault("interrupted/transfer", { shown, signal }, error);
  }
}
