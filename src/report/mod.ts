/**
 * The report of experiments for a browser: what it holds as plain data (`data.ts`), made of what `show`, `plots` and Git
 * know, and its scripts (`browser/`), which draw it.
 */
export { buildReport, type BuiltReport } from "./build_report.ts";
export { thinnedSearch } from "./thin_search.ts";
export { writeReport } from "./write_report.ts";
export type { FoundBySearch, QueuedTask, Report, SearchTrial } from "./data.ts";
