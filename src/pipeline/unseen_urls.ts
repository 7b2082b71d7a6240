import { isInside } from "../repo/mod.ts";
import { displayAddress, isDataSource, isLookedAt, type Stage, type UrlLook, type UrlLooks } from "../stage/mod.ts";
import type { Project } from "./project.ts";
import { fault } from "./faults.ts";

/**
 * What nobody can look at is found before the stages that come first have cost their time.
 *
 * @param urls has looked at what is at URLs
 * @throws {ExpError} for a dependency at a URL that is not there, and that no stage makes; for one, or an output, that
 *   cannot be looked at
 */
export function refuseUnseenUrls(
  { repo }: Project,
  stages: readonly Stage[],
  urls: UrlLooks,
  options: { readonly allowMissing?: boolean },
): void {
  const made = stages.flatMap(({ outs }) => outs.map(({ path }) => path));
  const isMade = (url: string) => made.some((path) => path === url || isInside(path, url) || isInside(url, path));
  for (const stage of stages) {
    if (stage.frozen || isDataSource(stage)) continue;
    const fail = (look: UrlLook, written: string) => {
      const cause = look.kind === "unseen" || look.kind === "unsynced"
        ? look.error
        : fault("missing-data/url", { url: written });
      return fault("within/stage", { stage: displayAddress(repo, stage) }, cause);
    };
    for (const dep of stage.deps) {
      if (!isLookedAt(stage, dep)) continue;
      const look = urls.at(dep.path);
      const mayBeMissing = isMade(dep.path) || (options.allowMissing === true && dep.source !== undefined);
      if (look.kind === "unseen" || look.kind === "unsynced" || (look.kind === "missing" && !mayBeMissing)) {
        throw fail(look, dep.written);
      }
    }
    for (const out of stage.outs) {
      if (!out.isUrl) continue;
      const look = urls.at(out.path);
      if (look.kind === "unseen") throw fail(look, out.written);
    }
  }
}
