/** A specification with the points of some revisions only, which keep the colours, dashes and shapes that they have. */
export function onlyRevs(specification: unknown, revs: readonly string[]): unknown {
  const kept = new Set<unknown>(revs);
  const without = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      return value.filter((item) => !isRecord(item) || typeof item["rev"] !== "string" || kept.has(item["rev"]))
        .map(without);
    }
    if (!isRecord(value)) return value;
    const inner = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, without(item)]));
    return value["field"] === "rev" && isRecord(value["scale"])
      ? { ...inner, scale: scaleOf(value["scale"], kept) }
      : inner;
  };
  return without(specification);
}

function scaleOf(scale: Record<string, unknown>, kept: ReadonlySet<unknown>): unknown {
  const { domain, range } = scale;
  if (!Array.isArray(domain) || !Array.isArray(range)) return scale;
  const places = domain.flatMap((rev, i) => kept.has(rev) ? [i] : []);
  return { ...scale, domain: places.map((i) => domain[i]), range: places.map((i) => range[i]) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
