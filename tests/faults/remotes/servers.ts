/** Real servers for the suite, one of each kind, and how a repository is told of them. */
import { ROOT } from "../field.ts";

export const KINDS = ["s3", "sftp", "webdav", "http"] as const;
export type Kind = (typeof KINDS)[number];

export interface Server {
  readonly kind: Kind;
  readonly port: number;
  /** Where it keeps what it is given. */
  readonly folder: string;
  /** Text for `.dvc/config.local`: a default remote in that folder of the server, reached at a port that may be a proxy's. */
  config(name: string, port: number): string;
  readonly env: Readonly<Record<string, string>>;
}

export class Servers implements AsyncDisposable {
  private constructor(private readonly folder: string, readonly all: ReadonlyMap<Kind, Server>) {}

  /** @param folder for them alone */
  static async start(folder: string, say: (line: string) => void): Promise<Servers> {
    const up = await script(["up", "--folder", folder, ...KINDS]);
    for (const line of up.match(/^NOT TESTED.*$/gm) ?? []) say(line);
    const variables = new Map(
      [...(await script(["env", "--folder", folder])).matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name, value]) =>
        [name!, value!] as const
      ),
    );
    const rclone = (await script(["rclone"])).trim();
    const all = KINDS.flatMap((kind) => {
      const server = serverOf(kind, (name) => variables.get(name) ?? "", rclone, folder);
      return server === undefined ? [] : [[kind, server] as const];
    });
    return new Servers(folder, new Map(all));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await script(["down", "--folder", this.folder]);
  }
}

async function script(words: readonly string[]): Promise<string> {
  const command = new Deno.Command("sh", { args: [`${ROOT}/scripts/remotes`, ...words], stdin: "null" });
  const { code, stdout, stderr } = await command.output();
  const text = new TextDecoder().decode(stdout);
  if (code !== 0 && code !== 77) throw new Error(`scripts/remotes: ${text}${new TextDecoder().decode(stderr)}`);
  return text;
}

function serverOf(kind: Kind, of: (name: string) => string, rclone: string, folder: string): Server | undefined {
  const env = { EXP_RCLONE: rclone };
  switch (kind) {
    case "s3":
      return server(kind, of("S3_ENDPOINT"), of("S3_FOLDER"), env, (name, port) => ({
        url: `s3://${of("S3_BUCKET")}/${name}`,
        endpointurl: `http://127.0.0.1:${port}`,
        access_key_id: of("S3_KEY_ID"),
        secret_access_key: of("S3_SECRET"),
        read_timeout: "5",
      }));
    case "webdav":
      return server(kind, of("WEBDAV_URL"), of("WEBDAV_FOLDER"), env, (name, port) => ({
        url: `webdav://127.0.0.1:${port}/data/${name}`,
        user: of("WEBDAV_USER"),
        password: of("WEBDAV_PASSWORD"),
        timeout: "5",
      }));
    case "http":
      return server(kind, of("HTTP_URL"), of("HTTP_FOLDER"), env, (name, port) => ({
        url: `http://127.0.0.1:${port}/data/${name}`,
        method: "PUT",
        read_timeout: "5",
      }));
    case "sftp":
      return server(kind, `ssh://127.0.0.1:${of("SFTP_PORT")}`, of("SFTP_FOLDER"), {
        ...env,
        EXP_SSH: `ssh -F ${sshConfig(folder, of)}`,
      }, (name, port) => ({
        url: `ssh://127.0.0.1:${port}${of("SFTP_FOLDER")}/${name}`,
        user: of("SFTP_USER"),
        keyfile: of("SFTP_KEY"),
        timeout: "5",
      }));
  }
}

function server(
  kind: Kind,
  address: string,
  folder: string,
  env: Readonly<Record<string, string>>,
  options: (name: string, port: number) => Readonly<Record<string, string>>,
): Server | undefined {
  if (folder === "") return undefined;
  return {
    kind,
    folder,
    env,
    port: Number(/:(\d+)/.exec(address)![1]),
    config(name, port) {
      const lines = Object.entries(options(name, port)).map(([key, value]) => `    ${key} = ${value}\n`);
      return `[core]\n    remote = store\n['remote "store"']\n${lines.join("")}`;
    },
  };
}

/** The host is the same at every port: a proxy has no key of its own. */
function sshConfig(folder: string, of: (name: string) => string): string {
  const [known, config] = [`${folder}/known_at_any_port`, `${folder}/config_at_any_port`];
  Deno.writeTextFileSync(known, Deno.readTextFileSync(of("SFTP_KNOWN_HOSTS")).replace(/^\S+/gm, "exp-host"));
  Deno.writeTextFileSync(
    config,
    `Host *\n  HostKeyAlias exp-host\n  UserKnownHostsFile ${known}\n  GlobalKnownHostsFile none\n  BatchMode yes\n`,
  );
  return config;
}
