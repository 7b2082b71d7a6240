/** Other repositories and URLs that data comes from: import it and keep it up to date, get it, list it. */
export { keyValues, sourceAddress } from "./address.ts";
export { findArtifact } from "./artifacts.ts";
export { addDataset, type DatasetChange, updateDataset } from "./datasets.ts";
export { addUrl } from "./add_url.ts";
export { completeImport, fetchImports, isOutdated } from "./follow.ts";
export { diskUsage } from "./disk_usage.ts";
export { getData, urlOfData } from "./get.ts";
export { importData } from "./import_repo.ts";
export { importUrl } from "./import_url.ts";
export { updateImport, updateImports } from "./update.ts";
export { withListedRepo } from "./list_repo.ts";
export { getUrl, listedUrl, type UrlReader } from "./list_url.ts";
export { type Listed, type ListedTree, listFlat, listTree } from "./listing.ts";
export type { Reader } from "./open_source.ts";
export type { SourceFaults } from "./faults.ts";
