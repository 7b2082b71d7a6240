import { type EmitEvent, ExpError } from "../common/mod.ts";
import { lockFileOf, type Project, Records } from "../pipeline/mod.ts";
import { absolutePath, displayPath, isImport, type Out, saveStage, type Stage } from "../stage/mod.ts";

interface Migrated {
  /** The files with records of DVC 2, as shown; of a dvc.yaml with its lock file. */
  readonly files: readonly string[];
  /** What Git should have; as shown. */
  readonly written: readonly string[];
  /** Stages whose data is not as it was recorded, or not here, so that they keep their records. */
  readonly left: readonly { readonly file: string; readonly why: string }[];
}

/**
 * Writes hashes of DVC 3 where DVC 2 has left its own, in `.dvc` files and in dvc.lock. Data that is not as it was recorded
 * keeps its record, for a new hash of it would hide the change.
 */
export async function migrateRecords(project: Project, dry: boolean, emit: EmitEvent): Promise<Migrated> {
  const { repo } = project;
  const old = (await project.stages()).filter((stage) => [...stage.outs, ...depsOf(stage)].some(isOld));
  const files = [...new Set(old.map((stage) => shownFile(displayPath(repo, stage.file))))].sort();
  if (dry || old.length === 0) return { files, written: [], left: [] };
  using records = new Records(project, emit);
  const left: { file: string; why: string }[] = [];
  const written = new Set<string>();
  for (const stage of old) {
    const changed = [...stage.outs, ...depsOf(stage)].filter(isOld)
      .find((item) => isOtherNow(records, absolutePath(repo, item.path), item.locked!.hash));
    if (changed !== undefined) {
      left.push({ file: displayPath(repo, stage.file), why: `${displayPath(repo, changed.path)} is not as recorded` });
      continue;
    }
    const fresh = withoutOldHashes(stage);
    try {
      records.put(fresh, await saveStage(records.bench, fresh));
      written.add(displayPath(repo, stage.name === undefined ? stage.file : lockFileOf(stage.file)));
    } catch (error) {
      if (!(error instanceof ExpError) || error.kind !== "missing-data") throw error;
      left.push({ file: displayPath(repo, stage.file), why: error.message });
    }
  }
  records.finish(old);
  return { files, written: [...written].sort(), left };
}

/** Where an import's data comes from has hashes of its own kind. */
function depsOf(stage: Stage): Stage["deps"] {
  return isImport(stage) ? [] : stage.deps.filter((dep) => !dep.isUrl && !dep.path.startsWith("/"));
}

function isOld({ locked }: Pick<Out, "locked">): boolean {
  return locked?.algorithm === "md5-dos2unix";
}

function isOtherNow({ bench }: Records, path: string, hash: string): boolean {
  const now = bench.store.observe(path, "md5-dos2unix");
  return now.kind === "missing" || now.info.hash !== hash;
}

function withoutOldHashes(stage: Stage): Stage {
  const deps = new Set(depsOf(stage));
  return {
    ...stage,
    outs: stage.outs.map((out) => isOld(out) ? { ...out, locked: undefined } : out),
    deps: stage.deps.map((dep) => isOld(dep) && deps.has(dep) ? { ...dep, locked: undefined } : dep),
  };
}

function shownFile(file: string): string {
  return file.endsWith("dvc.yaml") ? `${file} (${file.replace(/yaml$/, "lock")})` : file;
}
