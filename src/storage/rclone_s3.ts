import { fault } from "./faults.ts";
import { certificates } from "./rclone_tls.ts";
import { flagVariable, type PlaceDraft, type PlaceParts } from "./rclone_draft.ts";

/** `s3://BUCKET/PATH`, of AWS or of a server that speaks as it does. */
export function s3Place(parts: PlaceParts, draft: PlaceDraft): void {
  const { option, facts } = parts;
  const { options, variables } = draft;
  const endpoint = option("endpointurl") ?? facts.variable("AWS_ENDPOINT_URL_S3") ?? facts.variable("AWS_ENDPOINT_URL");
  options.provider = endpoint === undefined ? "AWS" : "Other";
  const protocol = option("use_ssl")?.toLowerCase() === "false" ? "http://" : "https://";
  if (endpoint !== undefined) options.endpoint = endpoint.includes("://") ? endpoint : protocol + endpoint;
  else if (protocol === "http://") options.endpoint = `http://s3.${regionOf(parts) ?? "us-east-1"}.amazonaws.com`;

  if (endpoint !== undefined && !URL.canParse(options.endpoint!)) {
    const reason = `'${endpoint}' is no address`;
    throw fault("config/storage-value", { remote: parts.place.remote, option: "endpointurl", reason });
  }
  const region = regionOf(parts);
  if (region !== undefined) options.region = region;
  certificates(parts, draft);
  authorityOfAws(parts, draft);
  logIn(parts, draft);
  customerKey(parts, draft);
  withoutQuestions(options);
  if (parts.place.oldVersions) options.versions = "true";
  if (option("configpath") !== undefined) variables.AWS_CONFIG_FILE = option("configpath");
  variables.AWS_SDK_LOAD_CONFIG = "1"; // rclone 1.60 reads ~/.aws/config only then
}

/** No request beside the one that moves the object: nobody is asked whether the bucket is there, or what has arrived. */
export function withoutQuestions(options: Record<string, string>): void {
  options.no_check_bucket = "true";
  options.no_head = "true";
  options.disable_checksum = "true";
}

function regionOf({ option, facts }: PlaceParts): string | undefined {
  return option("region") ?? facts.variable("AWS_REGION") ?? facts.variable("AWS_DEFAULT_REGION");
}

/** With AWS_CA_BUNDLE set, rclone 1.60 does not even start. */
export function authorityOfAws({ facts }: PlaceParts, { variables }: PlaceDraft): void {
  const bundle = facts.variable("AWS_CA_BUNDLE");
  if (bundle === undefined) return;
  variables.AWS_CA_BUNDLE = undefined;
  if (variables[flagVariable("no-check-certificate")] === undefined) variables[flagVariable("ca-cert")] ??= bundle;
}

function logIn({ option, isOn }: PlaceParts, { options, variables }: PlaceDraft): void {
  if (isOn("allow_anonymous_login")) {
    for (const name of ["access_key_id", "secret_access_key", "session_token", "profile"]) delete options[name];
    options.env_auth = "false";
    return;
  }
  if (option("access_key_id") === undefined) options.env_auth = "true";
  // a profile that is asked for comes before keys of the environment
  if (option("profile") === undefined) return;
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]) variables[name] = undefined;
  variables.AWS_PROFILE = option("profile");
}

function customerKey({ option }: PlaceParts, { options, needs }: PlaceDraft): void {
  const encoded = option("sse_customer_key");
  if (encoded === undefined) return;
  options.sse_customer_algorithm ??= "AES256";
  const key = textOf(encoded);
  if (key !== undefined) options.sse_customer_key = key;
  else {
    options.sse_customer_key_base64 = encoded;
    needs.push({ atLeast: [1, 62], what: "an sse_customer_key that is no text" });
  }
}

/** Of base64; undefined unless it is printable ASCII, which any rclone can be told. */
function textOf(encoded: string): string | undefined {
  try {
    const text = atob(encoded);
    return /^[\x20-\x7e]+$/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}
