/** Where an HTTP storage is, and what each request to it carries: read from the URL and the options of a remote. */
import type { ExpError } from "../common/mod.ts";
import { isSwitchedOff, readSwitch } from "./certificates.ts";
import { fault } from "./faults.ts";
import type { CurlSetting } from "./http_request.ts";
import type { HttpServer } from "./http_sending.ts";
import type { StoragePlace } from "./types.ts";

export interface HttpPlace extends HttpServer {
  /** How files are sent: DVC's own default is POST. */
  readonly uploadMethod: "POST" | "PUT";
  readonly isSignedIn: boolean;
  /** The address of a file; that of the place itself for the empty path. */
  urlOf(path: string): string;
}

/** What is not in the place: `auth` may want a password that is asked for, and `NETRC` names another file. */
interface HttpSurroundings {
  readonly password: string | undefined;
  readonly netrc: string | undefined;
  readonly cwd: string;
}

/** In seconds, both of them: DVC 3: dvc_http/__init__.py. */
const DEFAULT_TIMEOUT = 60;

/** @throws {ExpError} `config` for what the options lack, or what cannot be done */
export function readHttpPlace(place: StoragePlace, surroundings: HttpSurroundings): HttpPlace {
  const url = readUrl(place);
  const method = (place.options.get("method") ?? "POST").toUpperCase();
  if (method !== "POST" && method !== "PUT") throw wrong(place, "method", `it is POST or PUT, not ${method}`);
  return {
    shown: shownUrl(place),
    uploadMethod: method,
    settings: [...tlsSettings(place, surroundings.cwd), ...timeoutSettings(place)],
    credentials: credentials(place, surroundings),
    isSignedIn: place.options.has("auth") || url.username !== "",
    urlOf: (path) => addressBelow(url, path),
  };
}

/** A path is a part of the address: what is escaped in it is so already, and what follows `?` goes along (as in DVC). */
function addressBelow(url: URL, path: string): string {
  if (path === "") return url.href;
  const root = url.href.replace(/\?.*$/s, "").replace(/\/+$/, "");
  const below = new URL(`${root}/${path}`);
  below.hash = "";
  if (below.search === "") below.search = url.search;
  return below.href;
}

/**
 * No user, no password, and nothing of what comes after `?`.
 *
 * @throws {ExpError} `config` for what is no URL
 */
export function shownUrl(place: StoragePlace): string {
  const { protocol, host, pathname } = readUrl(place);
  return `${protocol}//${host}${pathname}`;
}

/** Is there a password that only a person knows? */
export function needsPassword({ options }: StoragePlace): boolean {
  return options.has("auth") && !options.has("password") && readSwitch(options.get("ask_password"));
}

function readUrl(place: StoragePlace): URL {
  const url = URL.canParse(place.url) ? new URL(place.url) : undefined;
  if (url === undefined || url.hostname === "") {
    throw fault("config/storage-url", {
      remote: place.remote,
      url: place.url.replace(/\/\/[^/]*@/, "//"),
      reason: "is no URL",
    });
  }
  url.hash = "";
  return url;
}

/** Without `auth`, user and password are not looked at (DVC 3: dvc_http/__init__.py); ~/.netrc is, as aiohttp does it. */
function credentials(place: StoragePlace, { password, netrc }: HttpSurroundings): CurlSetting[] {
  const { options } = place;
  const auth = options.get("auth")?.toLowerCase();
  const secret = options.get("password") ?? password;
  if (auth === undefined) {
    return netrc === undefined ? [["netrc-optional"]] : [["netrc-file", netrc], ["netrc-optional"]];
  }
  const lacks = (needed: string) =>
    fault("config/storage-lacks", { remote: place.remote, option: "auth", value: auth, needed });
  if (secret === undefined) throw lacks("password");
  if (auth === "custom") {
    const header = options.get("custom_auth_header");
    if (header === undefined) throw lacks("custom_auth_header");
    return [["header", `${header}: ${secret}`]];
  }
  if (auth !== "basic" && auth !== "digest") throw wrong(place, "auth", "it is basic, digest, or custom");
  const user = options.get("user");
  if (user === undefined) throw lacks("user");
  return [[auth], ["user", `${user}:${secret}`]];
}

/** `ssl_verify`: whether, or by which file. */
export function tlsSettings({ options }: StoragePlace, cwd: string): CurlSetting[] {
  const verify = options.get("ssl_verify");
  if (verify === undefined || readSwitch(verify)) return [];
  if (isSwitchedOff(verify)) return [["insecure"]];
  return [["cacert", verify.startsWith("/") ? verify : `${cwd}/${verify}`]];
}

/** A transfer that stands still for so long is over, however long the whole of it may take. */
function timeoutSettings(place: StoragePlace): CurlSetting[] {
  const connect = seconds(place, "connect_timeout");
  const read = seconds(place, "read_timeout");
  const standing: CurlSetting[] = read === 0 ? [] : [["speed-limit", 1], ["speed-time", Math.max(1, Math.ceil(read))]];
  return [...connect === 0 ? [] : [["connect-timeout", connect] as const], ...standing];
}

function seconds(place: StoragePlace, option: string): number {
  const given = place.options.get(option);
  const value = Number(given ?? DEFAULT_TIMEOUT);
  if (given?.trim() === "" || !(value >= 0 && value < Infinity)) {
    throw wrong(place, option, "it is a number of seconds");
  }
  return value;
}

function wrong({ remote }: StoragePlace, option: string, reason: string): ExpError {
  return fault("config/storage-value", { remote, option, reason });
}
