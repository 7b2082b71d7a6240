/** What `doctor` and `self-test` have found, for people: a line each, and what to do about it. */
import { readBuildInfo } from "../common/mod.ts";
import type { Host } from "../host/mod.ts";
import { styleFor } from "../ui/mod.ts";
import type { Finding } from "../workspace/mod.ts";
import type { Context } from "./command.ts";

/** @returns the exit code: 1 when something stops work */
export function tellFindings(
  context: Context,
  findings: readonly Finding[],
  options: { readonly json: boolean; readonly hints?: "all" | "of-bad" },
): number {
  const healthy = findings.every((finding) => finding.state !== "bad");
  if (options.json) context.print(JSON.stringify({ schema: 1, healthy, findings }));
  else print(context, findings, options.hints ?? "all");
  return healthy ? 0 : 1;
}

function print(context: Context, findings: readonly Finding[], hints: "all" | "of-bad"): void {
  const style = styleFor(context.host, "stdout", context.colour);
  const paint = { ok: style.good, fixed: style.good, warn: style.warn, bad: style.bad };
  for (const { state, text, hint } of findings) {
    if (context.verbosity === "quiet" && state !== "bad") continue;
    context.print(`${paint[state](state.padEnd(5))} ${text}`);
    if (hint !== undefined && (hints === "all" || state === "bad")) {
      context.print(`      hint: ${hint.replaceAll("\n", "\n            ")}`);
    }
  }
}

export function programFinding({ platform }: Host): Finding {
  const { version, commit } = readBuildInfo();
  return {
    name: "program",
    state: "ok",
    text: `exp ${version} (${commit}), Deno ${platform.deno}, ${platform.target}`,
  };
}
