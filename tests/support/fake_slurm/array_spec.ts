/** `--array=0-4,7,10-20:5%2`: which elements, and how many of them at once. */

export interface ArraySpec {
  readonly indices: readonly number[];
  readonly throttle: number | undefined;
}

/** @returns undefined when it is none, or an index is not below `sizeLimit` */
export function parseArray(text: string, sizeLimit: number): ArraySpec | undefined {
  const [, list, throttle] = /^([\d,:-]+)(?:%(\d+))?$/.exec(text) ?? [];
  if (list === undefined) return undefined;
  const indices: number[] = [];
  for (const part of list.split(",")) {
    const [, first, last = first, step = "1"] = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/.exec(part) ?? [];
    if (first === undefined || Number(last) < Number(first) || Number(step) === 0) return undefined;
    if (Number(last) >= sizeLimit) return undefined;
    for (let index = Number(first); index <= Number(last); index += Number(step)) indices.push(index);
  }
  indices.sort((a, b) => a - b);
  return { indices, throttle: throttle === undefined ? undefined : Number(throttle) };
}

/** The elements that wait together, as one line names them: `2-4,7%2`. */
export function formatArray({ indices, throttle }: ArraySpec): string {
  const parts: string[] = [];
  for (let at = 0; at < indices.length;) {
    let end = at;
    while (end + 1 < indices.length && indices[end + 1] === indices[end]! + 1) end++;
    parts.push(end === at ? String(indices[at]) : `${indices[at]}-${indices[end]}`);
    at = end + 1;
  }
  return parts.join(",") + (throttle === undefined ? "" : `%${throttle}`);
}
