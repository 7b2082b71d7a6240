import type { Rev } from "../git/mod.ts";
import type { Host } from "../host/mod.ts";

/** `.run` files' numbers, as DVC counts them. */
export const INFO_STATUS = {
  pending: 0,
  preparing: 1,
  running: 2,
  success: 3,
  failed: 4,
  cancelled: 5,
  finished: 6,
} as const;

/** Where and how an experiment runs, for DVC and its clients: a `.run` file. */
export interface ExecutorInfo {
  readonly rootDir: string;
  readonly baseline: Rev;
  readonly location: "workspace" | "tempdir" | "dvc-task";
  /** The DVC folder and the working folder, relative to the Git top. */
  readonly dvcDir: string;
  readonly wdir: string;
  readonly name: string;
  readonly status: number;
  readonly resultHash: string | null;
  readonly resultRef: string | null;
  readonly force: boolean;
}

export function writeInfo(host: Host, path: string, info: ExecutorInfo): void {
  host.fs.makeDir(path.slice(0, path.lastIndexOf("/")));
  const json = {
    git_url: info.location === "workspace" ? info.rootDir : `file://${info.rootDir}`,
    baseline_rev: info.baseline,
    location: info.location,
    root_dir: info.rootDir,
    dvc_dir: info.dvcDir,
    name: info.name,
    wdir: info.wdir,
    result_hash: info.resultHash,
    result_ref: info.resultRef,
    result_force: info.force,
    status: info.status,
  };
  host.fs.writeAtomic(path, pyJson(json));
}

/** A process, for DVC and its clients: a `.json` file. */
export function writeProcessInfo(
  host: Host,
  path: string,
  info: { pid: number; stdout: string | null; returncode: number | null },
): void {
  host.fs.makeDir(path.slice(0, path.lastIndexOf("/")));
  const json = { pid: info.pid, stdin: null, stdout: info.stdout, stderr: null, returncode: info.returncode };
  host.fs.writeAtomic(path, pyJson(json));
}

/** Flat JSON with Python's separators. */
function pyJson(record: Record<string, string | number | boolean | null>): string {
  return `{${Object.entries(record).map(([key, value]) => `"${key}": ${JSON.stringify(value)}`).join(", ")}}`;
}

export function parseInfo(text: string): ExecutorInfo | undefined {
  try {
    const json = JSON.parse(text);
    if (typeof json.baseline_rev !== "string" || typeof json.root_dir !== "string") return undefined;
    return {
      rootDir: json.root_dir,
      baseline: json.baseline_rev,
      location: json.location,
      dvcDir: String(json.dvc_dir),
      wdir: String(json.wdir),
      name: String(json.name ?? ""),
      status: Number(json.status),
      resultHash: json.result_hash ?? null,
      resultRef: json.result_ref ?? null,
      force: json.result_force === true,
    };
  } catch {
    return undefined; // half-written by a program that died
  }
}
