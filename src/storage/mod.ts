/**
 * Storage: files at an address, whatever kind of place that is. Knows nothing of hashes' meaning, of caches or of Git:
 * `data` makes remotes of it.
 */
export type { LookWish, MoveFailure, MoveOptions, PutOptions, Storage, StoragePlace, StoredFile } from "./types.ts";
export { type PlacedPath, placeOfUrl, urlOf } from "./place_of_url.ts";
export { openStorage } from "./open.ts";
export type { StorageFaults } from "./faults.ts";
export { examineCurl, OLDEST_CURL } from "./curl_version.ts";
export { examineRclone } from "./examine_rclone.ts";
