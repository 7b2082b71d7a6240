/**
 * Experiments that a program fills itself: params, metrics and checkpoints through calls instead of a pipeline. One
 * table says which call is valid when, one core does it, and the TypeScript module, `exp track` and `exp track --stdio`
 * are doors to it. Its state lies below `.dvc/tmp/exp/track`, so that any process can go on where another stopped.
 */
export { LIFECYCLE, type TrackCall, type TrackState } from "./lifecycle.ts";
export type { MetricPoint } from "./metric_log.ts";
export { listRecords, type TrackRecord } from "./record_file.ts";
export { type ParamsRequest, type SavedTrack, Tracked, type TrackInit } from "./tracked.ts";
export { answerCalls } from "./stdio.ts";
export type { TrackingFaults } from "./faults.ts";
