/** What the rclone of this machine can do for the places that need one. */
import type { Host } from "../host/mod.ts";
import { urlScheme } from "../repo/mod.ts";
import { programOf } from "./rclone_child.ts";
import { CHOICES } from "./rclone_choices.ts";
import { isOlder, type RcloneVersion, rcloneVersion } from "./rclone_version.ts";

interface RcloneReport {
  readonly program: string;
  /** Undefined where there is none. */
  readonly version: string | undefined;
  /** What it cannot do, or not well, of what such places may ask for; each with the release that can. */
  readonly lacks: readonly string[];
}

interface Since {
  readonly since: RcloneVersion;
  readonly schemes: readonly string[];
  readonly what: string;
}

const NEWS: readonly Since[] = [
  { since: [1, 61], schemes: ["azure"], what: "logins by tenant_id and client_secret, and endpoints of your own" },
  { since: [1, 62], schemes: ["s3"], what: "an sse_customer_key that is no text" },
  {
    since: [1, 63],
    schemes: ["ssh"],
    what: "the system's ssh (ProxyJump, ProxyCommand, gss_auth), and uploads in one step",
  },
  { since: [1, 64], schemes: ["webdav", "webdavs"], what: "more than 100 requests in a second" },
  { since: [1, 66], schemes: ["azure"], what: "exclude_managed_identity_credential" },
];

/** Undefined where none of the urls needs rclone: it is not even looked for. */
export function examineRclone(host: Host, urls: readonly string[]): RcloneReport | undefined {
  const schemes = new Set(urls.map((url) => urlScheme(url) ?? "").filter((scheme) => Object.hasOwn(CHOICES, scheme)));
  if (schemes.size === 0) return undefined;
  const found = rcloneVersion(host);
  const concerning = NEWS.filter((news) => news.schemes.some((scheme) => schemes.has(scheme)));
  const lacking = found === undefined ? [] : concerning.filter(({ since }) => isOlder(found.version, since));
  return {
    program: programOf(host),
    version: found?.text,
    lacks: lacking.map(({ since, what }) => `${what} (${since.join(".")})`),
  };
}
