/** The three that move the same data: exp, DVC, and rclone copying exp's cache; each with a remote of its own. */
export interface Step {
  readonly name: string;
  readonly argv: readonly string[];
  /** Shell text that comes before it, unmeasured. */
  readonly before?: string;
}

export interface Tool {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

export type PlaceKind = "s3" | "sftp";

const LIMIT = new URL("../limits/copy_objects.sh", import.meta.url).pathname;

const variable = (name: string): string => Deno.env.get(name) ?? "";

/** `.dvc/config.local` of a remote in a folder of the server. */
export function remoteConfig(kind: PlaceKind, folder: string): string {
  const options: Readonly<Record<string, string>> = kind === "s3"
    ? {
      url: `s3://${variable("S3_BUCKET")}/${folder}`,
      endpointurl: variable("S3_ENDPOINT"),
      access_key_id: variable("S3_KEY_ID"),
      secret_access_key: variable("S3_SECRET"),
    }
    : {
      url: `ssh://${variable("SFTP_HOST")}${variable("SFTP_FOLDER")}/${folder}`,
      user: variable("SFTP_USER"),
      port: variable("SFTP_PORT"),
      keyfile: variable("SFTP_KEY"),
    };
  const lines = Object.entries(options).map(([name, value]) => `    ${name} = ${value}\n`);
  return `[core]\n    remote = store\n['remote "store"']\n${lines.join("")}`;
}

/** exp or DVC. @param argv how it is started, up to `push` */
export function dataTool(name: string, argv: readonly string[], env: Readonly<Record<string, string>>): Tool {
  const forget = "rm -rf data .dvc/cache .dvc/tmp ../site";
  return {
    name,
    env,
    steps: [
      { name: "first push", argv: [...argv, "push"] },
      { name: "no-op push", argv: [...argv, "push"] },
      { name: "first fetch", argv: [...argv, "fetch"], before: forget },
      { name: "first pull", argv: [...argv, "pull"], before: forget },
      { name: "no-op pull", argv: [...argv, "pull"] },
    ],
  };
}

export function plainRclone(kind: PlaceKind, rclone: string, cache: string, folder: string): Tool {
  const options: Readonly<Record<string, string>> = kind === "s3"
    ? {
      TYPE: "s3",
      PROVIDER: "Other",
      ENDPOINT: variable("S3_ENDPOINT"),
      ACCESS_KEY_ID: variable("S3_KEY_ID"),
      SECRET_ACCESS_KEY: variable("S3_SECRET"),
      NO_CHECK_BUCKET: "true",
    }
    : {
      TYPE: "sftp",
      HOST: variable("SFTP_HOST"),
      PORT: variable("SFTP_PORT"),
      USER: variable("SFTP_USER"),
      KEY_FILE: variable("SFTP_KEY"),
      KNOWN_HOSTS_FILE: variable("SFTP_KNOWN_HOSTS"),
    };
  const remote = `b:${kind === "s3" ? variable("S3_BUCKET") : variable("SFTP_FOLDER")}/${folder}`;
  const copy = (from: string, to: string) => ["sh", LIMIT, from, to];
  return {
    name: "rclone",
    env: {
      EXP_RCLONE: rclone,
      RCLONE_CONFIG: "",
      ...Object.fromEntries(Object.entries(options).map(([name, value]) => [`RCLONE_CONFIG_B_${name}`, value])),
    },
    steps: [
      { name: "first push", argv: copy(cache, remote) },
      { name: "no-op push", argv: copy(cache, remote) },
      { name: "first fetch", argv: copy(remote, "came") },
      { name: "no-op fetch", argv: copy(remote, "came") },
    ],
  };
}
