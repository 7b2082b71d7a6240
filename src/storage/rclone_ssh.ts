import type { PlaceDraft, PlaceParts } from "./rclone_draft.ts";

/** Who is called, as the url, the options and `~/.ssh/config` say together. */
interface Login {
  readonly host: string;
  readonly user: string | undefined;
  readonly port: string | undefined;
}

/**
 * `ssh://USER@HOST:PORT/PATH`. The system's ssh is told apart from rclone's own client, which alone can be given a
 * password, and alone is in rclones before 1.63: these look at `ssh`, and others at what stands beside it.
 */
export function sshPlace(parts: PlaceParts, draft: PlaceDraft): void {
  const { option, facts, isOn } = parts;
  const login = loginOf(parts);
  const known = facts.ssh(login.host);
  draft.root = parts.path || "/";
  ownClient(parts, draft, login, known);
  draft.options.set_modtime = "false";
  draft.options.disable_hashcheck = "true";
  draft.options.shell_type = "none";
  const most = Number(option("max_sessions"));
  draft.mostJobs = most > 0 ? most : undefined;
  if (option("password") !== undefined || option("passphrase") !== undefined) {
    if (isJumping(known)) draft.needs.push({ atLeast: [999, 0], what: "a password and a ProxyJump at once" });
    return;
  }
  draft.shell = systemSsh(parts, login, known);
  draft.options.ssh = shared(draft.shell);
  if (isJumping(known)) draft.needs.push({ atLeast: [1, 63], what: "ProxyJump and ProxyCommand of ~/.ssh/config" });
  if (isOn("gss_auth")) draft.needs.push({ atLeast: [1, 63], what: "gss_auth" });
}

function loginOf({ authority, option }: PlaceParts): Login {
  const [, user, host = "", port] = /^(?:([^@]*)@)?(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(authority) ?? [];
  return {
    host: host.replace(/^\[(.*)\]$/, "$1"),
    user: option("user") ?? (user ? user.split(":")[0] : undefined),
    port: option("port") ?? port,
  };
}

function isJumping(known: ReadonlyMap<string, string>): boolean {
  return ["proxyjump", "proxycommand"].some((name) => (known.get(name) ?? "none") !== "none");
}

/** rclone's own client reads no `~/.ssh/config`: it is told what that says. */
function ownClient(parts: PlaceParts, draft: PlaceDraft, login: Login, known: ReadonlyMap<string, string>): void {
  const { option, facts } = parts;
  const { options, passwords } = draft;
  options.host = known.get("hostname") ?? login.host;
  const user = login.user ?? known.get("user");
  if (user !== undefined) options.user = user;
  const port = login.port ?? known.get("port");
  if (port !== undefined) options.port = port;
  const key = option("keyfile") ??
    (known.get("identityfile") ?? "").split("\n").find((file) => facts.text(file) !== undefined);
  if (key !== undefined && option("password") === undefined) options.key_file = key;
  if (option("password") !== undefined) passwords.pass = option("password")!;
  if (option("passphrase") !== undefined) passwords.key_file_pass = option("passphrase")!;
  const files = (known.get("userknownhostsfile") ?? "").split(" ").filter((file) => file !== "");
  const hosts = files.find((file) => facts.text(file) !== undefined);
  // without a file rclone would believe any host; ssh, which cannot ask here, believes none
  if (known.get("stricthostkeychecking") !== "false") options.known_hosts_file = hosts ?? "/dev/null";
  if (option("timeout") !== undefined) draft.variables.RCLONE_CONTIMEOUT = `${option("timeout")}s`;
}

/** In the option `ssh`: paths that are made for each child. */
export const SSH_SOCKET = "\0SOCKET";
export const SSH_LOG = "\0LOG";

/** One connection carries all sessions of a child: the first ssh makes it, the others find its socket. */
function shared(words: readonly string[]): string {
  const [program = "ssh", ...rest] = words;
  const sharing = ["-o", "ControlMaster=auto", "-o", `ControlPath=${SSH_SOCKET}`, "-o", "ControlPersist=no"];
  return [program, "-E", SSH_LOG, ...sharing, ...rest].map(quoted).join(" ");
}

const ALIVE_SECONDS = 10;
/** Where nobody says. */
const CONNECT_SECONDS = "20";

function systemSsh(
  { option, isOn, facts }: PlaceParts,
  login: Login,
  known: ReadonlyMap<string, string>,
): string[] {
  const [program = "ssh", ...words] = (facts.variable("EXP_SSH") ?? "ssh").split(" ");
  words.push("-o", "ForwardX11=no", "-o", "ForwardAgent=no", "-o", "ClearAllForwardings=yes");
  // a server that has gone silent would else be waited for as long as TCP likes
  // (Debian's ssh asks such a server every five minutes, with BatchMode)
  const askedEvery = Number(known.get("serveraliveinterval") ?? "0");
  if (askedEvery === 0 || askedEvery > ALIVE_SECONDS) {
    words.push("-o", `ServerAliveInterval=${ALIVE_SECONDS}`, "-o", "ServerAliveCountMax=2");
  }
  words.push(...fastCiphers(known, facts));
  if (login.user !== undefined) words.push("-l", login.user);
  if (login.port !== undefined) words.push("-p", login.port);
  if (option("keyfile") !== undefined) words.push("-i", option("keyfile")!);
  const isPatient = /^(none|0)?$/.test(known.get("connecttimeout") ?? "");
  const timeout = option("timeout") ?? (isPatient ? CONNECT_SECONDS : undefined);
  if (timeout !== undefined) words.push("-o", `ConnectTimeout=${timeout}`);
  if (option("allow_agent")?.toLowerCase() === "false") words.push("-o", "IdentityAgent=none");
  if (isOn("gss_auth")) words.push("-o", "GSSAPIAuthentication=yes");
  return [program, ...words, login.host];
}

/** What OpenSSH has by itself up to 9, and from 10 on: nobody has chosen any, for this host or for the machine. */
const UNCHOSEN_CIPHERS: readonly string[] = [
  "chacha20-poly1305@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr,aes128-gcm@openssh.com,aes256-gcm@openssh.com",
  "chacha20-poly1305@openssh.com,aes128-gcm@openssh.com,aes256-gcm@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr",
];
const FAST_CIPHER = "aes128-gcm@openssh.com";

/** Where the processor does AES by itself, its cipher takes half the time of OpenSSH's first choice: the same ones, in another order. */
function fastCiphers(known: ReadonlyMap<string, string>, facts: PlaceParts["facts"]): string[] {
  const ciphers = known.get("ciphers") ?? "";
  if (!UNCHOSEN_CIPHERS.includes(ciphers) || !/\baes\b/.test(facts.text("/proc/cpuinfo") ?? "")) return [];
  return ["-o", `Ciphers=${[FAST_CIPHER, ...ciphers.split(",").filter((name) => name !== FAST_CIPHER)].join(",")}`];
}

/** As rclone takes words apart: as a line of CSV with blanks for commas. */
function quoted(word: string): string {
  return /[\s"]/.test(word) ? `"${word.replaceAll('"', '""')}"` : word;
}
