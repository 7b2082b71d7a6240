import type { Report, ReportColumn, ReportRow, ReportValue } from "../../src/report/data.ts";

/** A report with the given columns; names of parameters begin with a small p and a dot. */
export function sampleReport(
  columns: Readonly<Record<string, readonly ReportValue[]>>,
  rows: readonly Partial<ReportRow>[] = [],
): Report {
  const count = Math.max(0, ...Object.values(columns).map((values) => values.length));
  return {
    schema: 1,
    title: "sample",
    madeAt: "2026-01-02T03:04:05.000Z",
    rows: Array.from({ length: count }, (_, i) => ({
      id: `row-${i}`,
      kind: "experiment",
      rev: `000000${i}`,
      state: "",
      created: `2026-01-01T00:00:0${i}`,
      message: "",
      ...rows[i],
    })),
    columns: Object.entries(columns).map(([name, values]): ReportColumn =>
      name.startsWith("p.") ? { kind: "param", name: name.slice(2), values } : {
        kind: "metric",
        name,
        values,
        better: "higher",
      }
    ),
    curves: [],
    matrices: [],
    images: [],
    charts: [],
    code: { texts: [], files: {} },
    pipeline: { stages: [], edges: [] },
    queue: [],
    searches: [],
    notes: [],
  };
}
