/** All pipeline files of a repository, each read at most once and only when it is needed. */
import { ExpError } from "../common/mod.ts";
import { parentOf, relativeFrom, type Repo } from "../repo/mod.ts";
import { absolutePath, displayPath, locate, ParamsFiles, type RepoPath, type Stage } from "../stage/mod.ts";
import { checkFileIsUsable, walkPipelineFiles } from "./find_files.ts";
import { openPipelineFile, type PipelineFile } from "./pipeline_file.ts";
import type { VarsReader } from "./templating/context.ts";
import { fault } from "./faults.ts";

export interface LoadAllOptions {
  /** Below this folder only; default: everything. */
  readonly below?: RepoPath;
  /** Goes on without a file that cannot be read. Default: the first such file stops it. */
  readonly onError?: ((file: RepoPath, error: ExpError) => void) | undefined;
}

export class Project {
  readonly params: ParamsFiles;
  readonly #files = new Map<RepoPath, Promise<PipelineFile>>();
  #all: Promise<readonly PipelineFile[]> | undefined;

  constructor(readonly repo: Repo, private readonly warn: (text: string) => void = () => {}) {
    this.params = new ParamsFiles(repo);
  }

  /** One file. @throws {ExpError} `not-found`; `invalid-file` */
  file(file: RepoPath): Promise<PipelineFile> {
    let found = this.#files.get(file);
    if (found === undefined) {
      found = this.#open(file);
      this.#files.set(file, found);
    }
    return found;
  }

  /** Every file, root folder first. */
  async files(options: LoadAllOptions = {}): Promise<readonly PipelineFile[]> {
    if (options.onError === undefined && options.below === undefined) return await (this.#all ??= this.#walk({}));
    return await this.#walk(options);
  }

  /** Every stage, root folder first. */
  async stages(options: LoadAllOptions = {}): Promise<readonly Stage[]> {
    const stages: Stage[] = [];
    for (const file of await this.files(options)) for (const stage of await file.stages()) stages.push(stage);
    return stages;
  }

  async #open(file: RepoPath): Promise<PipelineFile> {
    const { fs } = this.repo.host;
    const path = absolutePath(this.repo, file);
    if (["dir", undefined].includes(fs.stat(path)?.kind)) throw missingFile(this.repo, file);
    checkFileIsUsable(this.repo, file);
    return await openPipelineFile(this.repo, file, fs.readText(path), this.#reader, this.warn);
  }

  async #walk(options: LoadAllOptions): Promise<readonly PipelineFile[]> {
    const found: PipelineFile[] = [];
    await walkPipelineFiles(this.repo, options.below ?? "", async (files) => {
      const outs: string[] = [];
      for (const path of files) {
        try {
          const file = await this.file(path);
          for (const stage of await file.stages()) for (const out of stage.outs) outs.push(out.path);
          found.push(file);
        } catch (error) {
          if (!(error instanceof ExpError) || options.onError === undefined) throw error;
          options.onError(path, error);
        }
      }
      return outs;
    });
    return found;
  }

  readonly #reader: VarsReader = {
    read: async (folder, written) => {
      const base = relativeFrom(this.repo.root, folder);
      const { path } = locate(this.repo, base === "." ? "" : base, written);
      const shown = displayPath(this.repo, path);
      const value = await this.params.read(path);
      return value === undefined ? undefined : { path, shown, value };
    },
  };
}

/** @param more.above the folder above that has a pipeline, as shown */
export function missingFile(repo: Repo, file: RepoPath, more: { readonly above?: string } = {}): ExpError {
  const path = absolutePath(repo, file);
  return fault("not-found/pipeline-file", { shown: displayPath(repo, file), path, folder: parentOf(path), ...more });
}
