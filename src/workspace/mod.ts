/**
 * The repository's tracked data as a whole, over all stages and `.dvc` files: add, commit, checkout, transfer to and from
 * a remote, garbage collection, a check of its health.
 */
export { pathsMatching } from "./glob.ts";
export { addData } from "./add.ts";
export { checkoutData, refuseLacking } from "./checkout_outs.ts";
export { destroyedFiles, destroyProject, removeDvcFolder } from "./destroy.ts";
export { migrateRecords } from "./migrate_records.ts";
export { moveTracked, stepsOfMove } from "./move.ts";
export { commitData } from "./commit.ts";
export { chooseOuts, type TargetChoice } from "./choose.ts";
export { chooseFiltered, type OutFilter, type ResultKind } from "./out_filter.ts";
export { type UnknownOut, type UsedChoice, usedData, type UsedItem } from "./used.ts";
export { collectUnused } from "./collect.ts";
export { transferItems, unprotectData } from "./transfer.ts";
export { examineMachine, examineRepo } from "./examine.ts";
export type { Finding } from "./finding.ts";
export { fileSystemOf, probeLinks } from "./link_probe.ts";
export { freeBytesOf } from "./free_space.ts";
export type { WorkspaceFaults } from "./faults.ts";
