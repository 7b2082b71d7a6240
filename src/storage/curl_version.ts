/** Which curl will do. */
import type { Host } from "../host/mod.ts";
import { urlScheme } from "../repo/mod.ts";

/** The first that reports each transfer's own exit code; it is of 2021. */
export const OLDEST_CURL = "7.75";

interface CurlVersion {
  /** `7.88` */
  readonly text: string;
  readonly isTooOld: boolean;
}

/** @param line the first of what `curl --version` prints */
export function readCurlVersion(line: string): CurlVersion | undefined {
  const [, major, minor] = /^curl (\d+)\.(\d+)/.exec(line) ?? [];
  if (major === undefined) return undefined;
  const number = (version: string) => version.split(".").map(Number).reduce((sum, part) => sum * 1000 + part, 0);
  const text = `${major}.${minor}`;
  return { text, isTooOld: number(text) < number(OLDEST_CURL) };
}

/** Of the curl that is here; undefined where none of the addresses needs one, `none` where there is none. */
export function examineCurl(host: Host, urls: readonly string[]): CurlVersion | "none" | undefined {
  const isNeeded = urls.some((url) => ["http", "https", "webhdfs"].includes(urlScheme(url) ?? ""));
  if (!isNeeded) return undefined;
  const asked = host.processes.runSync({ program: "sh", args: ["-c", "exec curl -q --version"], cwd: "/" });
  return readCurlVersion(new TextDecoder().decode(asked.stdout)) ?? "none";
}
