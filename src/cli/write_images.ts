import type { HostFs } from "../host/mod.ts";
import type { ImagePlot, Plot } from "../plots/mod.ts";

type Image = ImagePlot["images"][number];

/** Writes images as `FOLDER/REV_path_of_the_file`, as DVC calls them. @returns where each is; absolute */
export function writeImages(fs: HostFs, folder: string, plots: readonly Plot[]): Map<Image, string> {
  const urls = new Map<Image, string>();
  for (const image of plots.flatMap((plot) => plot.kind === "image" ? plot.images : [])) {
    const path = `${folder}/${`${image.rev}_${image.path}`.replaceAll("/", "_")}`;
    if (urls.size === 0) fs.makeDir(folder);
    fs.writeAtomic(path, image.bytes);
    urls.set(image, path);
  }
  return urls;
}
