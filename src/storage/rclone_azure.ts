import type { PlaceDraft, PlaceParts } from "./rclone_draft.ts";

/** What lets one into an account, wherever it was found. */
interface Login {
  readonly account: string | undefined;
  readonly key: string | undefined;
  readonly sas: string | undefined;
  /** Of the blobs, where it is not Azure's own. */
  readonly endpoint: string | undefined;
}

/** `azure://CONTAINER/PATH`; found in the order of DVC 3: dvc_azure/__init__.py. */
export function azurePlace(parts: PlaceParts, draft: PlaceDraft): void {
  const { option } = parts;
  const { options, needs } = draft;
  const login = loginOf(parts);
  if (login.account !== undefined) options.account = login.account;
  if (login.endpoint !== undefined) {
    options.endpoint = login.endpoint;
    needs.push({ atLeast: [1, 61], what: "an endpoint that is not Azure's own" });
  }
  options.no_check_container = "true";
  options.disable_checksum = "true";
  const [tenant, client, secret] = [option("tenant_id"), option("client_id"), option("client_secret")];
  if (tenant !== undefined && client !== undefined && secret !== undefined) {
    Object.assign(options, { tenant, client_id: client, client_secret: secret });
    needs.push({ atLeast: [1, 61], what: "tenant_id, client_id and client_secret" });
  } else if (login.key !== undefined) options.key = login.key;
  else if (login.sas !== undefined) options.sas_url = sasUrl(parts, login, login.sas);
  else if (!parts.isOn("allow_anonymous_login")) defaultLogin(parts, draft);
}

/** Of the machine: variables, then what it is itself, then the login of `az`. */
function defaultLogin({ isOn }: PlaceParts, { options, variables, needs }: PlaceDraft): void {
  if (isOn("exclude_environment_credential")) {
    for (const name of ["TENANT_ID", "CLIENT_ID", "CLIENT_SECRET", "CLIENT_CERTIFICATE_PATH", "USERNAME", "PASSWORD"]) {
      variables[`AZURE_${name}`] = undefined;
    }
  }
  if (isOn("exclude_managed_identity_credential")) {
    options.use_az = "true";
    needs.push({ atLeast: [1, 66], what: "exclude_managed_identity_credential" });
  } else {
    options.env_auth = "true";
    needs.push({ atLeast: [1, 61], what: "the machine's own login to Azure" });
  }
}

function loginOf({ option, facts }: PlaceParts): Login {
  const kept = storageSection(facts.text(`${facts.variable("AZURE_CONFIG_DIR") ?? "~/.azure"}/config`) ?? "");
  const found = (key: string, name: string) =>
    option(key) ?? facts.variable(`AZURE_STORAGE_${name.toUpperCase()}`) ?? kept.get(name);
  const pairs = connectionPairs(found("connection_string", "connection_string") ?? "");
  const account = found("account_name", "account") ?? pairs.get("accountname");
  return {
    account,
    key: found("account_key", "key") ?? pairs.get("accountkey"),
    sas: found("sas_token", "sas_token") ?? pairs.get("sharedaccesssignature"),
    endpoint: pairs.get("blobendpoint")?.replace(/\/$/, "") ?? endpointBySuffix(pairs, account),
  };
}

/** `Name=value;Name=value`; names in lower case. */
function connectionPairs(text: string): Map<string, string> {
  const pairs = text.split(";").map((pair) => /^\s*([^=]+)=(.*)$/s.exec(pair)).filter((match) => match !== null);
  const map = new Map(pairs.map(([, name, value]) => [name!.trim().toLowerCase(), value!]));
  if (map.get("usedevelopmentstorage")?.toLowerCase() === "true") {
    map.set("accountname", "devstoreaccount1");
    map.set("accountkey", "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==");
    map.set("blobendpoint", "http://127.0.0.1:10000/devstoreaccount1");
  }
  return map;
}

function endpointBySuffix(pairs: ReadonlyMap<string, string>, account: string | undefined): string | undefined {
  const suffix = pairs.get("endpointsuffix") ?? "core.windows.net";
  const protocol = pairs.get("defaultendpointsprotocol") ?? "https";
  if (account === undefined || (suffix === "core.windows.net" && protocol === "https")) return undefined;
  return `${protocol}://${account}.blob.${suffix}`;
}

function sasUrl({ authority }: PlaceParts, { account, endpoint }: Login, sas: string): string {
  const base = endpoint ?? `https://${account ?? ""}.blob.core.windows.net`;
  return `${base}/${authority}?${sas.replace(/^\?/, "")}`;
}

/** Section `[storage]` of the file that `az configure` keeps. */
function storageSection(text: string): Map<string, string> {
  const options = new Map<string, string>();
  let isInside = false;
  for (const line of text.split(/\r?\n/)) {
    const [, section] = /^\s*\[(.*)\]\s*$/.exec(line) ?? [];
    if (section !== undefined) isInside = section.trim() === "storage";
    const [, name, value] = /^\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (isInside && name !== undefined && value) options.set(name.toLowerCase(), value);
  }
  return options;
}
