import type { Host } from "../host/host.ts";

export interface ApplyOptions {
  /** Plain `k=v` may add keys that are not there yet (`exp`); false: an error as DVC's (`exp dvc`). */
  readonly addMissing: boolean;
  /** How to name the file in messages; default: the path. */
  readonly display?: string;
}
/**
 * Edits one params file by override strings; written atomically, only if something changes, all or nothing.
 * @throws {ExpError} `invalid-override`, `invalid-file`
 */
export function applyOverridesToFile(
  _host: Host,
  _path: string,
  _overrides: readonly string[],
  _options: ApplyOptions,
): Promise<void> {
  throw new Error("coming");
}
