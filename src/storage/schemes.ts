/**
 * The kinds of address that exp knows beside folders, and what it makes of each key that DVC 3.67 knows for them: the one
 * table that the code works from and docs/remotes.md is made of.
 */

/** What becomes of a key. */
export type KeyUse =
  /** An option of rclone's backend. */
  | { readonly to: "backend"; readonly option: string }
  /** A flag of rclone for the whole command; `seconds`: its value is a time. */
  | { readonly to: "flag"; readonly flag: string; readonly seconds?: true }
  /** exp does it, or makes several options of it. */
  | { readonly to: "own"; readonly says: string }
  /** Accepted; there is nothing to do for it. */
  | { readonly to: "nothing"; readonly why: string }
  | { readonly to: "refused"; readonly why: string };

export interface Scheme {
  /** The type of rclone's backend; undefined where rclone is not asked. */
  readonly backend: string | undefined;
  /** What moves the data, for people. */
  readonly by: string;
  readonly keys: Readonly<Record<string, KeyUse>>;
}

const backend = (option: string): KeyUse => ({ to: "backend", option });
const seconds = (flag: string): KeyUse => ({ to: "flag", flag, seconds: true });
const own = (says: string): KeyUse => ({ to: "own", says });
const nothing = (why: string): KeyUse => ({ to: "nothing", why });
const refused = (why: string): KeyUse => ({ to: "refused", why });

const EVERY: Readonly<Record<string, KeyUse>> = {
  url: own("where it is"),
  jobs: own("how many files are moved at a time (-j)"),
  checksum_jobs: nothing("as many files are hashed at a time as there are cores"),
  worktree: own("read; writing is refused"),
  version_aware: own("read; writing is refused"),
  no_traverse: nothing("DVC does nothing for it either"),
  verify: own("always: every download is hashed before it gets its name"),
};
const SSL_VERIFY = own("`false`: `--no-check-certificate`; a path: `--ca-cert`");
const NO_GRANTS = refused("rclone knows canned ACLs only: use `acl`");
const ENVIRONMENT_OF_AZURE = own("the child does not see `AZURE_CLIENT_ID` and its like");

const S3: Scheme = {
  backend: "s3",
  by: "rclone",
  keys: {
    ...EVERY,
    endpointurl: own("`endpoint`; by default `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`"),
    region: own("`region`; by default `AWS_REGION`, `AWS_DEFAULT_REGION`"),
    profile: backend("profile"),
    credentialpath: backend("shared_credentials_file"),
    configpath: own("`AWS_CONFIG_FILE`"),
    access_key_id: backend("access_key_id"),
    secret_access_key: backend("secret_access_key"),
    session_token: backend("session_token"),
    allow_anonymous_login: own("no keys, and `env_auth=false`"),
    use_ssl: own("`http://` or `https://` before an endpoint that has neither"),
    ssl_verify: SSL_VERIFY,
    sse: backend("server_side_encryption"),
    sse_kms_key_id: backend("sse_kms_key_id"),
    sse_customer_algorithm: backend("sse_customer_algorithm"),
    sse_customer_key: own("`sse_customer_key`, or `sse_customer_key_base64` (rclone 1.62) where it is no text"),
    acl: backend("acl"),
    grant_read: NO_GRANTS,
    grant_read_acp: NO_GRANTS,
    grant_write_acp: NO_GRANTS,
    grant_full_control: NO_GRANTS,
    cache_regions: nothing("rclone finds a bucket's region by itself"),
    listobjects: nothing("DVC does nothing for it either"),
    read_timeout: seconds("timeout"),
    connect_timeout: seconds("contimeout"),
  },
};

const GS: Scheme = {
  backend: "google cloud storage",
  by: "rclone",
  keys: {
    ...EVERY,
    projectname: backend("project_number"),
    credentialpath: own("`service_account_file`; by default `GOOGLE_APPLICATION_CREDENTIALS`, then gcloud's own login"),
    endpointurl: own("`endpoint`; by default `STORAGE_EMULATOR_HOST`"),
    allow_anonymous_login: own("`anonymous`"),
  },
};

const AZURE: Scheme = {
  backend: "azureblob",
  by: "rclone",
  keys: {
    ...EVERY,
    connection_string: own("`account`, `key`, `sas_url`, `endpoint`; by default `AZURE_STORAGE_CONNECTION_STRING`"),
    account_name: own("`account`; by default `AZURE_STORAGE_ACCOUNT`, then `[storage]` of `~/.azure/config`"),
    account_key: own("`key`; by default `AZURE_STORAGE_KEY`, then `[storage]` of `~/.azure/config`"),
    sas_token: own("`sas_url`; by default `AZURE_STORAGE_SAS_TOKEN`, then `[storage]` of `~/.azure/config`"),
    tenant_id: own("`tenant` (rclone 1.61)"),
    client_id: own("`client_id` (rclone 1.61)"),
    client_secret: own("`client_secret` (rclone 1.61)"),
    allow_anonymous_login: own("the account alone"),
    exclude_environment_credential: ENVIRONMENT_OF_AZURE,
    exclude_visual_studio_code_credential: nothing("rclone never asks it"),
    exclude_shared_token_cache_credential: nothing("rclone never asks it"),
    exclude_managed_identity_credential: own("`use_az`: only the login of `az` is asked (rclone 1.66)"),
    timeout: nothing("of one request, which rclone sends again anyway"),
    read_timeout: seconds("timeout"),
    connection_timeout: seconds("contimeout"),
  },
};

const SSH: Scheme = {
  backend: "sftp",
  by: "rclone, over the system's `ssh` (rclone 1.63) or its own client",
  keys: {
    ...EVERY,
    type: nothing("files are copied from there, never linked"),
    user: own("also of the url, and of `~/.ssh/config`"),
    port: own("also of the url, and of `~/.ssh/config`"),
    keyfile: own("also of `~/.ssh/config`"),
    password: own("`pass`; rclone's own client"),
    passphrase: own("`key_file_pass`; rclone's own client"),
    ask_password: own("asked on the terminal"),
    ask_passphrase: own("asked on the terminal"),
    timeout: own("of the connection"),
    gss_auth: own("by the system's `ssh` (rclone 1.63)"),
    allow_agent: own("`false`: no agent is asked"),
    max_sessions: own("the most that are moved at a time"),
  },
};

const WEBDAV: Scheme = {
  backend: "webdav",
  by: "rclone",
  keys: {
    ...EVERY,
    user: backend("user"),
    password: own("`pass`, or the value of `custom_auth_header`"),
    ask_password: own("asked on the terminal"),
    token: backend("bearer_token"),
    bearer_token_command: backend("bearer_token_command"),
    custom_auth_header: own("`headers`, with `password` as its value"),
    cert_path: { to: "flag", flag: "client-cert" },
    key_path: { to: "flag", flag: "client-key" },
    timeout: seconds("timeout"),
    ssl_verify: SSL_VERIFY,
  },
};

const HDFS: Scheme = {
  backend: "hdfs",
  by: "rclone",
  keys: {
    ...EVERY,
    user: backend("username"),
    kerb_ticket: own("`KRB5CCNAME`, and `service_principal_name`"),
    replication: refused("rclone leaves it to the cluster"),
  },
};

const OSS: Scheme = {
  backend: "s3",
  by: "rclone",
  keys: {
    ...EVERY,
    oss_endpoint: own("`endpoint`; by default `OSS_ENDPOINT`"),
    oss_key_id: own("`access_key_id`; by default `OSS_ACCESS_KEY_ID`"),
    oss_key_secret: own("`secret_access_key`; by default `OSS_ACCESS_KEY_SECRET`"),
  },
};

const GDRIVE: Scheme = {
  backend: "drive",
  by: "rclone",
  keys: {
    ...EVERY,
    profile: own("which of the logins that DVC has kept"),
    gdrive_use_service_account: own("`service_account_file`"),
    gdrive_client_id: backend("client_id"),
    gdrive_client_secret: backend("client_secret"),
    gdrive_user_credentials_file: own("`token`, of the login that DVC has kept there"),
    gdrive_service_account_user_email: backend("impersonate"),
    gdrive_service_account_json_file_path: backend("service_account_file"),
    gdrive_trash_only: backend("use_trash"),
    gdrive_acknowledge_abuse: backend("acknowledge_abuse"),
  },
};

const HTTP: Scheme = {
  backend: undefined,
  by: "curl",
  keys: {
    ...EVERY,
    auth: own("`basic`, `digest` or `custom`"),
    user: own("for `basic` and `digest`"),
    password: own("for `basic` and `digest`; the value of `custom_auth_header`"),
    ask_password: own("asked on the terminal"),
    custom_auth_header: own("a header, with `password` as its value"),
    ssl_verify: own("`false`: any certificate will do; a path: only those of that file"),
    method: own("`POST` (the default, as DVC's) or `PUT`"),
    connect_timeout: own("in seconds"),
    read_timeout: own("in seconds without a byte"),
  },
};

const WEBHDFS: Scheme = {
  backend: undefined,
  by: "curl",
  keys: {
    ...EVERY,
    user: own("also of the url; `user.name`, or who signs in by `password`"),
    password: own("signs in by `basic`"),
    proxy_to: own("`doas`"),
    token: own("`delegation`; says who one is, so neither `user` nor `proxy_to`"),
    kerberos: own("the ticket that `kinit` has got"),
    kerberos_principal: refused("curl takes the ticket that `kinit` has got; name the principal there"),
    use_https: own("of the name node"),
    ssl_verify: own("`false`: any certificate will do; a path: only those of that file"),
    data_proxy_target: own("stands for the name node's address where it sends us on"),
  },
};

/** Any remote of the user's own rclone.conf: exp's alone, for DVC refuses a configuration with it. */
const RCLONE: Scheme = { backend: undefined, by: "rclone, as `rclone.conf` says", keys: EVERY };

export const SCHEMES: Readonly<Record<string, Scheme>> = {
  s3: S3,
  gs: GS,
  azure: AZURE,
  ssh: SSH,
  webdav: WEBDAV,
  webdavs: WEBDAV,
  hdfs: HDFS,
  oss: OSS,
  gdrive: GDRIVE,
  http: HTTP,
  https: HTTP,
  webhdfs: WEBHDFS,
  rclone: RCLONE,
};
