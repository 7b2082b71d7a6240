/** Overrides (`-S lr=0.2`) applied to parameter files: what Hydra's rules want, written with this program's care. */
export { type ApplyOptions, applyOverridesToFile, applyOverridesToText } from "./edit.ts";
export { answerApply } from "./jsonl_apply.ts";
