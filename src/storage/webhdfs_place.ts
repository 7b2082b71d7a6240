/** Where a WebHDFS storage is, and how one gets in. (Hadoop's WebHDFS REST API; options as DVC 3 has them: dvc_webhdfs) */
import type { ExpError } from "../common/mod.ts";
import { readSwitch } from "./certificates.ts";
import { fault } from "./faults.ts";
import { tlsSettings } from "./http_place.ts";
import type { CurlSetting } from "./http_request.ts";
import type { HttpServer } from "./http_sending.ts";
import type { StoragePlace } from "./types.ts";

export interface WebHdfsPlace extends HttpServer {
  /** In HDFS; absolute. */
  pathOf(path: string): string;
  /** The address of an operation on a file below the place. */
  urlOf(path: string, operation: string, parameters?: Readonly<Record<string, string>>): string;
}

/** Of Hadoop 2; Hadoop 3 has 9870, which the address then names. DVC's default, too. */
const DEFAULT_PORT = "50070";

/** @throws {ExpError} `config` for what is no address, contradicts itself, or cannot be done */
export function readWebHdfsPlace(place: StoragePlace, cwd: string): WebHdfsPlace {
  const url = URL.canParse(place.url) ? new URL(place.url) : undefined;
  if (url === undefined || url.hostname === "") {
    throw fault("config/storage-url", { remote: place.remote, url: "webhdfs://", reason: "names no host" });
  }
  const { options } = place;
  const server = `${readSwitch(options.get("use_https")) ? "https" : "http"}://${url.hostname}:${
    url.port || DEFAULT_PORT
  }`;
  const root = decodeURIComponent(url.pathname).replace(/\/+$/, "");
  const access = readAccess(place, options.get("user") ?? (decodeURIComponent(url.username) || undefined));
  const pathOf = (path: string) => path === "" ? root || "/" : `${root}/${path}`;
  return {
    shown: `webhdfs://${url.host}${url.pathname}`,
    settings: tlsSettings(place, cwd),
    credentials: access.settings,
    led: ledBy(`${server}/webhdfs/v1`, options.get("data_proxy_target")),
    pathOf,
    urlOf(path, operation, parameters = {}) {
      const query = new URLSearchParams({ op: operation, ...access.parameters, ...parameters });
      return `${server}/webhdfs/v1${pathOf(path).split("/").map(encodeURIComponent).join("/")}?${query}`;
    },
  };
}

interface Access {
  readonly settings: readonly CurlSetting[];
  /** Of each address. */
  readonly parameters: Readonly<Record<string, string>>;
}

function readAccess(place: StoragePlace, user: string | undefined): Access {
  const { options } = place;
  const [token, password, proxyTo] = ["token", "password", "proxy_to"].map((option) => options.get(option));
  const isKerberos = readSwitch(options.get("kerberos"));
  if (options.has("kerberos_principal")) {
    throw wrong(place, "kerberos_principal", "curl takes the ticket that kinit has got; name the principal there");
  }
  if (token !== undefined && (user !== undefined || proxyTo !== undefined)) {
    throw wrong(place, "token", "it says who one is: 'user' and 'proxy_to' cannot stand beside it");
  }
  if (isKerberos && user !== undefined) throw wrong(place, "kerberos", "kinit says who one is, not 'user'");
  if (password !== undefined && user === undefined) throw wrong(place, "password", "it needs 'user', too");
  const isNamed = user !== undefined && password === undefined;
  return {
    settings: [
      ...isKerberos ? [["negotiate"], ["user", ":"]] as const : [],
      ...password === undefined ? [] : [["basic"], ["user", `${user}:${password}`]] as const,
    ],
    parameters: {
      ...token === undefined ? {} : { delegation: token },
      ...isNamed ? { "user.name": user } : {},
      ...proxyTo === undefined ? {} : { doas: proxyTo },
    },
  };
}

/** Data nodes that are known by other names inside of the cluster are reached through a proxy. */
function ledBy(server: string, proxy: string | undefined): (url: string) => string {
  return (url) => proxy === undefined ? url : url.replace(server, () => proxy);
}

function wrong({ remote }: StoragePlace, option: string, reason: string): ExpError {
  return fault("config/storage-value", { remote, option, reason });
}
