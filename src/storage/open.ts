import type { Host } from "../host/mod.ts";
import { urlScheme } from "../repo/mod.ts";
import { withCertificates } from "./certificates.ts";
import { endedBySignals } from "./ended_by_signals.ts";
import { fault } from "./faults.ts";
import { FolderStorage } from "./folder_storage.ts";
import type { Storage, StoragePlace } from "./types.ts";

const ONE_SLASH = /\/((?:s3|gs|azure|ssh|webdavs?|https?|webhdfs|hdfs|oss|gdrive|rclone):\/[^/].*)$/is;

/** `s3:/bucket` is the path of a folder, to DVC too; nobody means that, unless it is there. */
function refuseMistyped(host: Host, { url, remote }: StoragePlace): void {
  const [, typed] = ONE_SLASH.exec(url) ?? [];
  if (typed === undefined || host.fs.exists(url)) return;
  const reason = `is the path of a folder, which is not there: an address has two slashes, ${typed.replace("/", "//")}`;
  throw fault("config/storage-url", { remote, url: typed, reason });
}

/**
 * Opens a place for data; nothing is asked of it yet.
 *
 * @throws {ExpError} `config` for what cannot be used at all, saying which option of which remote
 */
export async function openStorage(host: Host, given: StoragePlace): Promise<Storage> {
  const place = withCertificates(host, given);
  switch (urlScheme(place.url)) {
    case undefined:
    case "file":
    case "local":
      refuseMistyped(host, place);
      return new FolderStorage(host, place);
    default:
      return endedBySignals(host, await openFar(host, place));
  }
}

/** What a program asks over a line. */
async function openFar(host: Host, place: StoragePlace): Promise<Storage> {
  switch (urlScheme(place.url)) {
    case "http":
    case "https": {
      const { openHttpStorage } = await import("./http_storage.ts");
      return openHttpStorage(host, place);
    }
    case "webhdfs": {
      const { openWebHdfsStorage } = await import("./webhdfs_storage.ts");
      return openWebHdfsStorage(host, place);
    }
    default:
      return (await import("./rclone_storage.ts")).openRcloneStorage(host, place);
  }
}
