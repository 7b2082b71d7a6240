/** The clouds that take a few lines each. */
import type { PlaceDraft, PlaceParts } from "./rclone_draft.ts";
import { authorityOfAws, withoutQuestions } from "./rclone_s3.ts";

/** `gs://BUCKET/PATH` */
export function gsPlace({ option, isOn, facts }: PlaceParts, { options }: PlaceDraft): void {
  const emulator = facts.variable("STORAGE_EMULATOR_HOST");
  const endpoint = option("endpointurl") ?? (emulator && (emulator.includes("://") ? emulator : `http://${emulator}`));
  if (endpoint) {
    options.endpoint = /\/storage\/v1\/?$/.test(endpoint) ? endpoint : `${endpoint.replace(/\/$/, "")}/storage/v1/`;
  }
  options.no_check_bucket = "true";
  // no ACL is sent, as DVC sends none: a bucket that has none would refuse it
  options.bucket_policy_only = "true";
  const file = option("credentialpath") ?? facts.variable("GOOGLE_APPLICATION_CREDENTIALS");
  if (isOn("allow_anonymous_login") || (emulator !== undefined && file === undefined)) options.anonymous = "true";
  else if (option("credentialpath") !== undefined) options.service_account_file = option("credentialpath")!;
  else options.env_auth = "true"; // rclone 1.60 does so by itself
}

/** `oss://BUCKET/PATH`: as S3, which Alibaba's servers speak too. */
export function ossPlace(parts: PlaceParts, draft: PlaceDraft): void {
  const { option, facts } = parts;
  const { options } = draft;
  options.provider = "Alibaba";
  const found = (key: string, name: string) => option(key) ?? facts.variable(name);
  const endpoint = found("oss_endpoint", "OSS_ENDPOINT");
  const id = found("oss_key_id", "OSS_ACCESS_KEY_ID");
  const secret = found("oss_key_secret", "OSS_ACCESS_KEY_SECRET");
  if (endpoint !== undefined) options.endpoint = endpoint;
  if (id !== undefined) options.access_key_id = id;
  if (secret !== undefined) options.secret_access_key = secret;
  authorityOfAws(parts, draft); // which counts for whatever speaks as S3
  withoutQuestions(options);
}

/** `hdfs://USER@HOST:PORT/PATH`: the name node, whose port is 8020 unless said. */
export function hdfsPlace({ option, authority, path }: PlaceParts, draft: PlaceDraft): void {
  const at = authority.lastIndexOf("@");
  const node = authority.slice(at + 1);
  draft.options.namenode = node.includes(":") ? node : `${node}:8020`;
  if (at > 0) draft.options.username ??= authority.slice(0, at);
  draft.root = path || "/";
  const ticket = option("kerb_ticket");
  if (ticket === undefined) return;
  draft.variables.KRB5CCNAME = ticket;
  draft.options.service_principal_name = `hdfs/${node.replace(/:.*/, "")}`;
}

/** `gdrive://FOLDER-ID/PATH`, `gdrive://root/PATH`, `gdrive://appDataFolder/PATH` */
export function gdrivePlace({ option, isOn, authority, path, facts }: PlaceParts, draft: PlaceDraft): void {
  const { options } = draft;
  draft.root = path.slice(1);
  options.scope = authority === "appDataFolder" ? "drive.appfolder" : "drive";
  if (authority !== "root" && authority !== "appDataFolder") options.root_folder_id = authority;
  const given = facts.variable("GDRIVE_CREDENTIALS_DATA");
  if (isOn("gdrive_use_service_account")) {
    if (given !== undefined) options.service_account_credentials = given;
    return;
  }
  delete options.service_account_file;
  delete options.impersonate;
  const kept = option("gdrive_user_credentials_file") ??
    `~/.cache/pydrive2fs/${option("gdrive_client_id") ?? DVC_CLIENT}/${option("profile") ?? "default"}.json`;
  Object.assign(options, keptLogin(given ?? facts.text(kept) ?? ""));
}

/** DVC's own application: where its logins are kept. */
const DVC_CLIENT = "710796635688-iivsgbgsb6uv1fap6635dhvuei09o66c.apps.googleusercontent.com";

/** What DVC keeps of a login, as options of rclone; none when that is no login. */
function keptLogin(text: string): Record<string, string> {
  try {
    const { access_token, refresh_token, token_expiry, ...of } = JSON.parse(text) as Record<string, string>;
    const token = JSON.stringify({ access_token, token_type: "Bearer", refresh_token, expiry: token_expiry });
    return { token, client_id: of.client_id ?? "", client_secret: of.client_secret ?? "" };
  } catch {
    return {};
  }
}

/** `rclone://NAME/PATH`; with two slashes after the name, a path from the root of what NAME is. */
export function ownPlace({ authority, path }: PlaceParts, draft: PlaceDraft): void {
  draft.root = `${authority}:${path.slice(1)}`;
}
