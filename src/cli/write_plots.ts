/** `plots show` and `diff` as a file for a browser. */
import { findTemplate, missingPage, type Plot, plotsInTemplate, plotsPage, vegaSpec } from "../plots/mod.ts";
import { joinPath, relativeFrom, type Repo } from "../repo/mod.ts";
import type { Context } from "./command.ts";
import { howToOpenAlways } from "../voice/mod.ts";
import { openInBrowser } from "./open_in_browser.ts";
import { writeImages } from "./write_images.ts";

interface PageChoice {
  /** Absolute. */
  readonly folder: string;
  readonly htmlTemplate: string | undefined;
  readonly open: boolean;
}

/** Writes `index.html`, images beside it, and prints the address. */
export async function writePlots(
  context: Context,
  repo: Repo,
  plots: readonly Plot[],
  { folder, htmlTemplate, open }: PageChoice,
): Promise<void> {
  const { fs } = repo.host;
  fs.makeDir(folder);
  const urls = writeImages(fs, `${folder}/static`, plots);
  const options = {
    specOf: (plot: Plot & { kind: "vega" }) =>
      vegaSpec(plot, findTemplate(repo, plot.template), { split: false }).content,
    srcOf: (image: Parameters<typeof urls.get>[0]) => asUrl(relativeFrom(folder, urls.get(image) ?? "")),
  };
  const own = templatePath(repo, htmlTemplate);
  const page = own === undefined ? plotsPage(plots, options) : inTemplate(repo, own, plots, options);
  const path = `${folder}/index.html`;
  fs.writeAtomic(path, page);
  context.print(`file://${asUrl(path)}`);
  const opensAlways = repo.config.getBool("plots", "auto_open", false);
  if (!open && !opensAlways) return;
  if (!opensAlways) context.tell(howToOpenAlways);
  await openInBrowser(context, path);
}

/** The configuration's is relative to `.dvc`. */
function templatePath(repo: Repo, given: string | undefined): string | undefined {
  if (given !== undefined) return joinPath(repo.cwd, given);
  const configured = repo.config.get("plots", "html_template");
  return configured === undefined ? undefined : joinPath(`${repo.root}/.dvc`, configured);
}

function inTemplate(
  repo: Repo,
  path: string,
  plots: readonly Plot[],
  options: Parameters<typeof plotsPage>[1],
): string {
  const text = repo.host.fs.readTextIfThere(path);
  if (text === undefined) throw missingPage(path);
  return plotsInTemplate(text, path, plots, options);
}

/** A path as part of an address; as Python's `Path.as_uri` has it. */
function asUrl(path: string): string {
  const escape = (c: string) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`;
  return path.split("/").map((part) => encodeURIComponent(part).replace(/[!'()*]/g, escape)).join("/");
}
