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

/** Images as they can stand in the page itself: all of the first rows, as long as there is place. */
export class Pictures {
  readonly #sets = new Map<string, { row: number; url: string }[]>();
  #left = ALL_BYTES;
  /** By id: of how many rows. */
  readonly leftOut = new Map<string, number>();

  /** @param rowOf the row of a revision */
  add(plots: readonly Plot[], rowOf: (rev: string) => number | undefined): void {
    const images = plots.flatMap((plot) =>
      plot.kind !== "image" ? [] : plot.images.flatMap(({ rev, path, bytes }) => {
        const row = rowOf(rev);
        const type = TYPES[path.slice(path.lastIndexOf(".") + 1).toLowerCase()];
        return row === undefined || type === undefined ? [] : [{ id: plot.id, row, type, bytes }];
      })
    );
    for (const { id, row, type, bytes } of images.sort((a, b) => a.row - b.row)) {
      if (bytes.length > this.#left) {
        this.leftOut.set(id, (this.leftOut.get(id) ?? 0) + 1);
        continue;
      }
      this.#left -= bytes.length;
      const set = this.#sets.get(id) ?? [];
      this.#sets.set(id, set);
      set.push({ row, url: `data:${type};base64,${bytes.toBase64()}` });
    }
  }

  sets(): PictureSet[] {
    return [...this.#sets].map(([id, images]) => ({ id, images }));
  }
}
