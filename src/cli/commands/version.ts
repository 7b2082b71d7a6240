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
  const { platform } = host;
  const build = readBuildInfo();
  if (manner === "dvc") {
    host.terminal.write("stdout", `${DVC_VERSION}\n`);
  } else if (json) {
    const facts = {
      schema: 1,
      version: build.version,
      commit: build.commit,
      deno: platform.deno,
      platform: platform.target,
      dvc: DVC_VERSION,
      permissions: build.permissions,
    };
    host.terminal.write("stdout", JSON.stringify(facts) + "\n");
  } else {
    host.terminal.write(
      "stdout",
      [
        `exp ${build.version} (${build.commit})`,
        `deno ${platform.deno}, ${platform.target}`,
        `speaks the files, refs and command line of DVC ${DVC_VERSION}`,
        `permissions: ${build.permissions.join(" ") || "not compiled: those of deno run"}`,
        "",
      ].join("\n"),
    );
  }
  return 0;
}
