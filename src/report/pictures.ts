import type { Plot } from "../plots/mod.ts";
import type { PictureSet } from "./data.ts";

/** In bytes before they are written as text; equal images count once for each row that has them. */
const ALL_BYTES = 1_500_000;

const TYPES: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  svg: "image/svg+xml", // as an image: its scripts do not run
};

interface Pictures {
  readonly sets: readonly PictureSet[];
  readonly leftOut: number;
}

/** Images as they can stand in the page itself, as many as there is place for. */
export function picturesOf(plots: readonly Plot[], rowOf: (rev: string) => number | undefined): Pictures {
  let left = ALL_BYTES, leftOut = 0;
  const sets = plots.flatMap((plot) => {
    if (plot.kind !== "image") return [];
    const images = plot.images.flatMap(({ rev, path, bytes }) => {
      const row = rowOf(rev);
      const type = TYPES[path.slice(path.lastIndexOf(".") + 1).toLowerCase()];
      if (row === undefined || type === undefined) return [];
      if (bytes.length > left) return leftOut++, [];
      left -= bytes.length;
      return [{ row, url: `data:${type};base64,${bytes.toBase64()}` }];
    });
    return images.length === 0 ? [] : [{ id: plot.id, images }];
  });
  return { sets, leftOut };
}
