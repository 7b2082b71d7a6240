/** Reading projects as they are at commits: what `exp show`, `diff` and `gc` know. Reads only, and needs no checkout. */
export { cachedData, readableStages } from "./cached_data.ts";
export { collectExperiments, type ShownTask } from "./collect.ts";
export type { BaselineEntry, ExperimentRange, FileData, FileError, RevEntry } from "./collected.ts";
export { placesAt, type RevPlace } from "./rev_places.ts";
export { repoAtRev } from "./rev_repo.ts";
export { isIncomplete, readable, type Side, sidesAt, WORKSPACE_REV } from "./rev_side.ts";
export { stageMetas } from "./stage_metas.ts";
export { shapeOf } from "./shape.ts";
