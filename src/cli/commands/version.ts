import { readBuildInfo } from "../../common/mod.ts";
import type { Host } from "../../host/mod.ts";
import type { Context, Manner } from "../command.ts";
import type { Options } from "../commands.ts";

/** DVC's version whose files, refs and command line `exp dvc` speaks; clients check it. */
export const DVC_VERSION = "3.67.1";

/** Whose layout is read and written: of DVC what is on disk and in refs, of ours what `--json` prints. */
const FORMATS = {
  "dvc.lock": "2.0",
  "cache": "files/md5",
  "run-cache": "runs",
  "experiments": "refs/exps",
  "json": 1,
} as const;

export function run(context: Context, options: Options<"version">): number {
  return printVersion(context.host, context.manner, options.json);
}

export function printVersion(host: Host, manner: Manner, json: boolean): number {
  const text = { exp: json ? factsOf : linesOf, dvc: () => DVC_VERSION }[manner](host);
  host.terminal.write("stdout", `${text}\n`);
  return 0;
}

function factsOf({ platform: { deno, v8, target } }: Host): string {
  const { version, commit, permissions } = readBuildInfo();
  return JSON.stringify({
    schema: 1,
    version,
    commit,
    deno,
    v8,
    platform: target,
    dvc: DVC_VERSION,
    formats: FORMATS,
    permissions,
  });
}

function linesOf({ platform }: Host): string {
  const { version, commit, permissions } = readBuildInfo();
  return [
    `exp ${version} (${commit})`,
    `deno ${platform.deno}, V8 ${platform.v8}, ${platform.target}`,
    `speaks the files, refs and command line of DVC ${DVC_VERSION}`,
    `permissions: ${permissions.join(" ") || "not compiled: those of deno run"}`,
  ].join("\n");
}
