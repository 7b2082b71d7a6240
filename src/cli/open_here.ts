import { hasLockJournals, openRepo, type Repo } from "../repo/mod.ts";
import type { Context } from "./command.ts";
import { showsLive } from "./live.ts";

/**
 * The repository around the context's folder, with dvc.lock as its last run left it, even if that was killed.
 * @throws {ExpError} `not-a-repo`
 */
export async function openHere(context: Context, options: { readonly uninitialized?: true } = {}): Promise<Repo> {
  const emit = showsLive(context) ? (await import("./reporter.ts")).createReporter(context) : undefined;
  const repo = await openRepo(context.host, { ...context, ...options, emit });
  if (hasLockJournals(repo)) {
    const { completeLocks } = await import("../pipeline/mod.ts");
    await completeLocks(repo);
  }
  return repo;
}
