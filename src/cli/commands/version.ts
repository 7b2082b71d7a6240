import { readBuildInfo } from "../../common/mod.ts";
import type { Host } from "../../host/mod.ts";
import type { Context, Manner } from "../command.ts";
import type { Options } from "../commands.ts";

/** DVC's version whose files, refs and command line `exp dvc` speaks; clients check it. */
export const DVC_VERSION = "3.67.1";

export function run(context: Context, options: Options<"version">): number {
  return printVersion(context.host, context.manner, options.json);
}

export function printVersion(host: Host, manner: Manner, json: boolean): number {
  const text = { exp: json ? factsOf : linesOf, dvc: () => DVC_VERSION }[manner](host);
  host.terminal.write("stdout", `${text}\n`);
  return 0;
}

function factsOf({ platform }: Host): string {
  const { version, commit, permissions } = readBuildInfo();
  const { deno, target } = platform;
  return JSON.stringify({ schema: 1, version, commit, deno, platform: target, dvc: DVC_VERSION, permissions });
}

function linesOf({ platform }: Host): string {
  const { version, commit, permissions } = readBuildInfo();
  return [
    `exp ${version} (${commit})`,
    `deno ${platform.deno}, ${platform.target}`,
    `speaks the files, refs and command line of DVC ${DVC_VERSION}`,
    `permissions: ${permissions.join(" ") || "not compiled: those of deno run"}`,
  ].join("\n");
}
