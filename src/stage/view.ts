/** What is on the disk and in the cache now, as the decisions about a stage need it. */
import type { Value } from "../common/mod.ts";
import type { DataStore, HashInfo, Observed } from "../data/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { ParamsFiles } from "./params_files.ts";
import { absolutePath } from "./paths.ts";
import type { Dep, Out, Stage } from "./types.ts";
import { urlItems, type UrlLook, type UrlLooks } from "./url_looks.ts";

/** Facts for {@link findChanges}. Everything is looked up when it is asked for, and remembered. */
export interface StageView {
  /** A dep's or out's state; never asked for URLs. */
  observe(path: string, algorithm: HashInfo["algorithm"]): Observed;
  /** What is at a URL. */
  url(url: string): UrlLook;
  /** A params file's content; undefined when there is no file. */
  params(path: string): Value | undefined;
  inCache(info: HashInfo): boolean;
}

/** Where the facts come from; a {@link Workbench} has them all. */
interface Sources {
  readonly repo: Repo;
  readonly store: DataStore;
  readonly params: ParamsFiles;
  readonly urls: UrlLooks;
}

/**
 * Reads a stage's params files and looks at its URLs, so that the view can be asked without waiting; large files are
 * hashed.
 *
 * @param asksOuts whether they are going to be observed, too; told what all else is
 */
export async function viewStage(
  { repo, store, params, urls }: Sources,
  stage: Stage,
  asksOuts: (view: StageView) => boolean = () => false,
): Promise<StageView> {
  const values = new Map<string, Value | undefined>();
  for (const dep of stage.params) values.set(dep.path, await params.read(dep.path));
  for (const { files, locked } of stage.outs) if (files !== undefined && locked) store.knowTree(locked, files);
  await urls.prefetch(urlItems(stage));
  const hashAhead = async (items: readonly (Dep | Out)[]) => {
    for (const { path } of items) await store.hashAhead(absolutePath(repo, path), { makes: "checkout" });
  };
  const view: StageView = {
    url: (url) => urls.at(url),
    observe: (path, algorithm) => store.observe(absolutePath(repo, path), algorithm),
    params: (path) => values.get(path),
    inCache: (info) => store.has(info),
  };
  await hashAhead(stage.deps.filter(mayBeLarge));
  const outs = stage.outs.filter(mayBeLarge);
  if (outs.length > 0 && asksOuts(view)) await hashAhead(outs);
  return view;
}

/** What was small is not looked at twice: it has hardly become large. */
function mayBeLarge({ isUrl, locked }: Dep | Out): boolean {
  if (isUrl) return false;
  return locked === undefined || (locked.algorithm === "md5" && (locked.size ?? Infinity) > LARGE_BYTES);
}

const LARGE_BYTES = 16 << 20;
