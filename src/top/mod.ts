/**
 * The dashboard of `exp top`: a state, what keys and looks at the queue make of it, and the lines that show it. Pure, but
 * for what reads logs and looks at the queue.
 */
export { drawTop } from "./draw.ts";
export { farewell } from "./farewell.ts";
export { LogIndex } from "./log_index.ts";
export { readableLine } from "./log_line.ts";
export { pageRows } from "./log_keys.ts";
export { LogStream } from "./log_stream.ts";
export { topOf } from "./log_view.ts";
export { Looker } from "./look.ts";
export { NOTHING_YET, type TopFacts, type TopSearch } from "./facts.ts";
export { initialState, type TopState } from "./state.ts";
export { type TopEvent, update } from "./update.ts";
export type { Wish } from "./wish.ts";
