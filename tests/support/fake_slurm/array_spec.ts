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

/**
 * The elements that wait together, as one line names them: `2-4,7%2`, `1-99:2`.
 *
 * @param mostLength longer lists end in `...`
 */
export function formatArray({ indices, throttle }: ArraySpec, mostLength = Infinity): string {
  const list = formatSteps(indices) ?? formatRanges(indices);
  const cut = list.length >= mostLength ? `${list.slice(0, mostLength - 4)}...` : list;
  return cut + (throttle === undefined ? "" : `%${throttle}`);
}

function formatSteps(indices: readonly number[]): string | undefined {
  const [first, second = NaN] = indices;
  const step = second - first!;
  const isRegular = indices.every((index, at) => index === first! + at * step);
  return isRegular && step > 1 && indices.length > 2 ? `${first}-${indices.at(-1)}:${step}` : undefined;
}

function formatRanges(indices: readonly number[]): string {
  const parts: string[] = [];
  for (let at = 0; at < indices.length;) {
    let end = at;
    while (end + 1 < indices.length && indices[end + 1] === indices[end]! + 1) end++;
    parts.push(end === at ? String(indices[at]) : `${indices[at]}-${indices[end]}`);
    at = end + 1;
  }
  return parts.join(",");
}
