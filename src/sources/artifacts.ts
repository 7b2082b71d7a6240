/** `artifacts get`: what a repository registers under a name, at a version or stage. */
import { isMap, type ValueMap } from "../common/mod.ts";
import { annotatedTags, openGitAt } from "../git/mod.ts";
import { parseYaml } from "@exp/formats";
import { joinPath, relativeFrom } from "../repo/mod.ts";
import type { SourceAddress } from "./address.ts";
import { fault } from "./faults.ts";
import { artifactName, type ArtifactWish, revOfArtifact } from "./gto.ts";
import { type Reader, type Source, withSource } from "./open_source.ts";

/** Where an artifact is: the source at its commit, and the path of its data there. */
interface FoundArtifact {
  readonly address: SourceAddress;
  /** Relative to the source's root. */
  readonly path: string;
}

/** @throws {ExpError} `not-found` for a name, version or stage that is not registered */
export async function findArtifact(reader: Reader, address: SourceAddress, wish: ArtifactWish): Promise<FoundArtifact> {
  if (wish.version !== undefined && wish.stage !== undefined) throw fault("usage/version-and-stage", {});
  const wanted = { ...wish, name: artifactName(wish.name) };
  const rev = await withSource(reader, address, { isFresh: true }, ({ repo }) => {
    const git = repo.git === undefined ? undefined : openGitAt(repo.host, repo.git);
    return Promise.resolve(git === undefined ? undefined : revOfArtifact(annotatedTags(git), wanted));
  });
  if (rev === undefined) throw notRegistered(address, wanted);
  const at = { ...address, rev };
  const path = await withSource(reader, at, {}, (source) => Promise.resolve(pathOf(source, wanted.name)));
  if (path === undefined) throw notRegistered(address, wanted);
  return { address: at, path };
}

function notRegistered({ url }: SourceAddress, { name, version, stage }: ArtifactWish) {
  return fault("not-found/artifact", { source: url, name, at: stage ?? version });
}

/** As the dvc.yaml of its folder says; folders are meant from the top of Git. */
function pathOf({ repo, fs }: Source, name: string): string | undefined {
  const [folder, own] = name.includes(":") ? name.split(":", 2) as [string, string] : ["", name];
  const top = joinPath(repo.git?.top ?? repo.root, folder);
  const file = joinPath(top, "dvc.yaml");
  const text = fs.readTextIfThere(file);
  const content = text === undefined ? undefined : parseYaml(text, { file }).value;
  const artifact = mapAt(mapAt(content, "artifacts"), own);
  const path = artifact?.get("path");
  return typeof path === "string" ? relativeFrom(repo.root, joinPath(top, path)) : undefined;
}

function mapAt(value: unknown, key: string): ValueMap | undefined {
  const found = value instanceof Map ? value.get(key) : undefined;
  return isMap(found) ? found : undefined;
}
