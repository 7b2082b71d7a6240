/**
 * The repository's tracked data as a whole, over all stages and `.dvc` files: add, commit, checkout, transfer to and from
 * a remote, garbage collection, a check of its health.
 */
export { pathsMatching } from "./glob.ts";
export { addData, type AddOptions } from "./add.ts";
export { checkoutData, type CheckoutOptions, type CheckoutReport, refuseLacking } from "./checkout.ts";
export { commitData, type CommitOptions } from "./commit.ts";
export { chooseOuts, type OutChoice, type TargetChoice } from "./choose.ts";
export { type UnknownOut, type UsedChoice, usedData, type UsedItem } from "./used.ts";
export { type Collected, collectUnused } from "./collect.ts";
export { transferItems, unprotectData } from "./transfer.ts";
export { examineMachine, examineRepo, type Finding } from "./examine.ts";
export { fileSystemOf, probeLinks } from "./link_probe.ts";
