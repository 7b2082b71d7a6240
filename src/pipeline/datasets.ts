/** Data sets that a project names, with what dvc.lock says that they are. */
import { nearestWord, pyEqual, type ValueMap } from "../common/mod.ts";
import { parseYaml } from "@exp/formats";
import { joinPath, type Repo } from "../repo/mod.ts";
import { datasetOf, type UrlLook } from "../stage/mod.ts";
import { datasetsIn, type DatasetSpec, formatSpec, specOf } from "./dataset_files.ts";
import { fault } from "./faults.ts";
import type { Project } from "./project.ts";

interface KnownDataset {
  readonly spec: DatasetSpec;
  /** The dvc.yaml, relative to the root. */
  readonly file: string;
}

export async function listDatasets(project: Project): Promise<KnownDataset[]> {
  const files = (await project.files()).filter(({ file }) => file.endsWith("dvc.yaml"));
  return files.flatMap((each) => datasetsIn(each.top()).map((item) => ({ spec: specOf(item), file: each.file })));
}

/** In the dvc.lock beside the file that names it. */
export function lockedDataset(repo: Repo, { file, spec }: KnownDataset): ValueMap | undefined {
  const path = datasetLockPath(repo, file);
  const text = repo.host.fs.readTextIfThere(path);
  return text === undefined
    ? undefined
    : datasetsIn(parseYaml(text, { file: path }).value).find((item) => item.get("name") === spec.name);
}

export function datasetLockPath(repo: Repo, file: string): string {
  return joinPath(repo.root, file.replace(/\.yaml$/, ".lock"));
}

/** What a stage finds that depends on `ds://NAME`: what dvc.lock says, if that is of the data set as dvc.yaml has it. */
export async function lookAtDataset(project: Project, name: string): Promise<UrlLook> {
  const all = await listDatasets(project);
  const known = all.find(({ spec }) => spec.name === name);
  if (known === undefined) {
    const nearest = nearestWord(name, all.map(({ spec }) => spec.name));
    return { kind: "unseen", error: fault("not-found/no-dataset", { name, nearest }) };
  }
  const lock = datasetOf(lockedDataset(project.repo, known));
  if (lock !== undefined && pyEqual(formatSpec(specOf(lock)), formatSpec(known.spec))) return { kind: "dataset", lock };
  return { kind: "unsynced", error: fault("missing-data/dataset", { name, isStale: lock !== undefined }) };
}
