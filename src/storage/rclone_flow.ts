/** Do bytes get through? What a server hears out and then refuses goes over the line again and again, and moves nothing. */

/** A file that is being moved. */
export interface UnderWay {
  readonly path: string;
  readonly bytes: number;
  /** Less than 0: nobody knows. */
  readonly size: number;
}

/** Told of what is under way, now and then: says whether any of it is further than it ever was, and on its way still. */
export function flowOf(): (files: readonly UnderWay[]) => boolean {
  const furthest = new Map<string, number>();
  return (files) => {
    let flows = false;
    for (const { path, bytes, size } of files) {
      const before = furthest.get(path) ?? 0;
      if (bytes <= before) continue;
      furthest.set(path, bytes);
      // sent from end to end between two looks: whether it has arrived the answer will say
      flows ||= before > 0 && (bytes < size || size < 0);
    }
    return flows;
  };
}
