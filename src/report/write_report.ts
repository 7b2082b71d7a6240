import { readScript, writeDocument } from "../page/mod.ts";
import type { BuiltReport } from "./build_report.ts";

/** Until the page's script has its style at hand. */
const FIRST_STYLE = ":root{color-scheme:light dark;font-family:sans-serif}";
const WITHOUT_SCRIPTS = "<noscript>This report needs JavaScript, which this browser does not run.</noscript>";

/** The report as one document. Vega, which is large, is in it only where a chart needs it. */
export function writeReport({ report, charts }: Pick<BuiltReport, "report" | "charts">): string {
  return writeDocument({
    title: `${report.title}: experiments`,
    style: FIRST_STYLE,
    body: WITHOUT_SCRIPTS,
    data: { report, ...charts },
    scripts: [readScript("report"), ...(report.charts.length === 0 ? [] : [readScript("vega")])],
  });
}
