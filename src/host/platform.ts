export interface Platform {
  /** `linux`, `darwin`, `windows` */
  readonly os: string;
  /** The target triple, such as `x86_64-unknown-linux-gnu`. */
  readonly target: string;
  /** Deno's version. */
  readonly deno: string;
  /** V8's version. */
  readonly v8: string;
  /** The machine's name, fit for a file's: by it machines that share a folder are told apart. */
  readonly hostname: string;
  /** Cores that may be used; at least 1. */
  readonly cores: number;
  /** How this very program is started: its path, from source with what comes before its arguments. */
  readonly self: readonly string[];
  /** The name of the link that the program was started by; undefined when it was started by its own. */
  readonly link: string | undefined;
}

let hostname: string | undefined;

/** What takes time to find out is found out when it is asked for. */
export const REAL_PLATFORM: Platform = {
  os: Deno.build.os,
  target: Deno.build.target,
  deno: Deno.version.deno,
  v8: Deno.version.v8,
  get hostname() {
    return hostname ??= Deno.hostname().replaceAll(/[^A-Za-z0-9.-]/g, "_");
  },
  get cores() {
    return navigator.hardwareConcurrency || 1;
  },
  get self() {
    const isSource = Deno.mainModule.endsWith(".ts");
    return [
      Deno.execPath(),
      ...isSource ? ["run", "--allow-all", "--no-check", "--cached-only", Deno.mainModule] : [],
    ];
  },
  get link() {
    try {
      const [name, own] = [globalThis.process.argv0, Deno.execPath()].map((path) => /[^/\\]*$/.exec(path)![0]);
      return name === own ? undefined : name;
    } catch {
      return undefined; // in a folder that cannot be named the runtime does not know its own path either
    }
  },
};
