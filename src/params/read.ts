import type { Value } from "../common/value.ts";
import type { Host } from "../host/host.ts";

/** Parsed content of a params (metrics, vars) file; undefined if there is no file. `path` absolute. @throws {ExpError} `invalid-file` */
export function readParamsFile(
  _host: Host,
  _path: string,
  _options: { display?: string } = {},
): Promise<Value | undefined> {
  throw new Error("coming");
}
/** The same for text at hand (a blob of a commit); the suffix of `file` chooses the format. */
export function readParamsText(_text: string, _file: string): Promise<Value> {
  throw new Error("coming");
}
