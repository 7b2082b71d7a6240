/** `ssl_verify` of a place: a switch, or the path of a file of certificates. */
import type { Host } from "../host/mod.ts";
import { joinPath } from "../repo/mod.ts";
import { fault } from "./faults.ts";
import type { StoragePlace } from "./types.ts";

export function readSwitch(text: string | undefined): boolean {
  return text !== undefined && /^(true|yes|1|on)$/i.test(text);
}

export function isSwitchedOff(text: string): boolean {
  return /^(false|no|0|off)$/i.test(text);
}

/**
 * The place with the whole path of its certificates.
 *
 * @throws {ExpError} `config` when there is no such file: what connects would say so late, and of the connection
 */
export function withCertificates(host: Host, place: StoragePlace): StoragePlace {
  const verify = place.options.get("ssl_verify");
  if (!verify || readSwitch(verify) || isSwitchedOff(verify)) return place;
  const file = joinPath(host.cwd, verify);
  if (host.fs.stat(file)?.kind !== "file") {
    const reason = `there is no file ${file}`;
    throw fault("config/storage-value", { remote: place.remote, option: "ssl_verify", reason });
  }
  return { ...place, options: new Map([...place.options, ["ssl_verify", file]]) };
}
