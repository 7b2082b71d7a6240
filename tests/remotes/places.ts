/** The servers that `scripts/remotes` has started, as remotes of a repository; each test has a folder of its own there. */
import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { inScenario, type Scenario } from "../support/scenario.ts";

export type Kind = "s3" | "s3-versions" | "sftp" | "webdav" | "http" | "azure" | "gcs";

/** A remote that is empty. */
export interface Place {
  readonly kind: Kind;
  readonly url: string;
  readonly options: Readonly<Record<string, string>>;
  /** Options for `.dvc/config.local`. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Where the server keeps the remote's files, for looks behind its back; undefined for those in memory. */
  readonly folder: string | undefined;
  readonly env: Readonly<Record<string, string>>;
}

export interface Journey extends Scenario {
  readonly place: Place;
}

export interface PlaceOptions {
  /** With each rclone that is here; default: the newest. */
  readonly everyRclone?: boolean;
}

const variable = (name: string): string => Deno.env.get(name) ?? "";

/** What makes a place of each kind, if its server runs; `name` is a folder that nobody else has. */
const KINDS: Readonly<Record<Kind, (name: string) => Omit<Place, "kind" | "env"> | undefined>> = {
  s3: (name) => bucket("S3", name, `${variable("S3_FOLDER")}/${name}`),
  "s3-versions": (name) => bucket("S3V", name, undefined),
  sftp: (name) =>
    isHere("SFTP_PORT") && {
      url: `ssh://${variable("SFTP_HOST")}${variable("SFTP_FOLDER")}/${name}`,
      options: { user: variable("SFTP_USER"), port: variable("SFTP_PORT"), keyfile: variable("SFTP_KEY") },
      secrets: {},
      folder: `${variable("SFTP_FOLDER")}/${name}`,
    },
  webdav: (name) =>
    isHere("WEBDAV_URL") && {
      url: `${variable("WEBDAV_URL")}/${name}`,
      options: { user: variable("WEBDAV_USER") },
      secrets: { password: variable("WEBDAV_PASSWORD") },
      folder: `${variable("WEBDAV_FOLDER")}/${name}`,
    },
  http: (name) =>
    isHere("HTTP_URL") && {
      url: `${variable("HTTP_PRIVATE_URL")}/${name}`,
      options: { method: "PUT", auth: "basic", user: variable("HTTP_USER") },
      secrets: { password: variable("HTTP_PASSWORD") },
      folder: `${variable("HTTP_PRIVATE_FOLDER")}/${name}`,
    },
  azure: (name) =>
    isHere("AZURE_CONNECTION") && {
      url: `azure://${variable("AZURE_CONTAINER")}/${name}`,
      options: {},
      secrets: { connection_string: variable("AZURE_CONNECTION") },
      folder: undefined,
    },
  gcs: (name) =>
    isHere("GCS_ENDPOINT") && {
      url: `gs://${variable("GCS_BUCKET")}/${name}`,
      options: { endpointurl: variable("GCS_ENDPOINT"), allow_anonymous_login: "true" },
      secrets: {},
      folder: undefined,
    },
};

function isHere(name: string): undefined | true {
  return variable(name) === "" ? undefined : true;
}

function bucket(prefix: "S3" | "S3V", name: string, folder: string | undefined): ReturnType<typeof KINDS.s3> {
  return isHere(`${prefix}_ENDPOINT`) && {
    url: `s3://${variable(`${prefix}_BUCKET`)}/${name}`,
    options: { endpointurl: variable(`${prefix}_ENDPOINT`) },
    secrets: { access_key_id: variable(`${prefix}_KEY_ID`), secret_access_key: variable(`${prefix}_SECRET`) },
    folder,
  };
}

/** An empty remote; undefined when no such server runs. */
export function newPlace(kind: Kind, rclone: string = RCLONES[0]!): Place | undefined {
  const place = KINDS[kind](`t-${crypto.randomUUID().slice(0, 8)}`);
  const env = { EXP_RCLONE: rclone, EXP_SSH: `ssh -F ${variable("SFTP_CONFIG")}` };
  return place && { kind, env, ...place };
}

/** The newest first. EXP_RCLONES: paths, with white space between them. */
export const RCLONES: readonly string[] = [...new Set((variable("EXP_RCLONES") || "rclone").split(/\s+/))];

/** HTTP needs none, and old ones know no Azure but the real one. */
const ONE_RCLONE: readonly Kind[] = ["http", "azure"];

/** The same journey on each kind of place; those whose servers do not run are left out, and say so. */
export function onPlaces(
  claim: string,
  kinds: readonly Kind[],
  body: (journey: Journey) => Promise<void>,
  { everyRclone = false }: PlaceOptions = {},
): void {
  for (const kind of kinds) {
    const rclones = everyRclone && !ONE_RCLONE.includes(kind) ? RCLONES : RCLONES.slice(0, 1);
    for (const rclone of rclones) {
      const by = rclones.length > 1 ? `${kind}, ${rclone}` : kind;
      const lacks = newPlace(kind) === undefined;
      Deno.test({
        name: `${claim} (${by}${lacks ? ": left out, no such server runs" : ""})`,
        ignore: lacks,
        fn: async () => {
          const place = newPlace(kind, rclone)!;
          await inScenario((scenario) => body({ ...scenario, place }), { env: place.env });
        },
      });
    }
  }
}

/** `exp remote add` of a place, with its secrets in `.dvc/config.local`. */
export async function addRemote({ exp }: Scenario, place: Place, name = "store"): Promise<void> {
  await exp(["dvc", "remote", "add", "-q", "-d", "-f", name, place.url]);
  for (const [option, value] of Object.entries(place.options)) {
    await exp(["dvc", "remote", "modify", "-q", name, option, value]);
  }
  for (const [option, value] of Object.entries(place.secrets)) {
    await exp(["dvc", "remote", "modify", "-q", "--local", name, option, value]);
  }
}

/** What somebody else does to a file of a remote: other bytes, or (undefined) none. By way of the server, which may remember. */
export async function harm(place: Place, path: string, bytes: Uint8Array | undefined): Promise<void> {
  const { kind, folder, options, secrets } = place;
  const isBucket = kind === "s3" || kind === "s3-versions";
  if (!isBucket && kind !== "webdav") {
    rmSync(`${folder}/${path}`, { force: true }); // it may be write-protected
    Deno.mkdirSync(dirname(`${folder}/${path}`), { recursive: true });
    if (bytes !== undefined) Deno.writeFileSync(`${folder}/${path}`, bytes);
    return;
  }
  const [url, login] = isBucket
    ? [place.url.replace("s3:/", options.endpointurl!), `${secrets.access_key_id}:${secrets.secret_access_key}`]
    : [place.url.replace("webdav", "http"), `${options.user}:${secrets.password}`];
  const how = isBucket ? ["--aws-sigv4", "aws:amz:us-east-1:s3"] : [];
  const file = await Deno.makeTempFile();
  try {
    if (bytes !== undefined) await Deno.writeFile(file, bytes);
    await curl([...how, "--user", login, ...(bytes === undefined ? ["-X", "DELETE"] : ["-T", file]), `${url}/${path}`]);
  } finally {
    await Deno.remove(file);
  }
}

async function curl(args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("curl", { args: ["-fsS", "-o", "/dev/null", ...args] }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
