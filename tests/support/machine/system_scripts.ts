import type { CommandResult } from "../../../src/host/process.ts";

export interface SystemFacts {
  readonly bootId: string;
  readonly nowMs: () => number;
  readonly isAlive: (pid: number) => boolean;
}

/** What the program asks `sh` of the system, known by what each script looks at. */
export function systemScript(args: readonly string[], { bootId, nowMs, isAlive }: SystemFacts): CommandResult {
  const [, script = "", , ...values] = args;
  if (script.includes("boot_id")) return answer(`${bootId}\nS ${"1 ".repeat(18)}${values[0]} 1\n`);
  if (script.includes("/proc/uptime")) return answer(`${Math.floor(nowMs() / 1000) % 1_000_000}\n`);
  if (script.includes("marked()")) return answer(script.includes("echo --") ? "--\n" : "\n"); // nobody is left
  if (script.includes("kill -0")) { // since when they live nobody can tell here
    return answer(values.filter((pid) => isAlive(Number(pid))).map((pid) => `${pid}\n`).join(""));
  }
  if (script.includes("/proc/[0-9]*/stat") || script.includes('"/proc/$p/stat"')) return answer("");
  if (script.includes("exec find")) return answer("", 1); // as where there is no GNU find
  if (script.includes("md5sum")) return answer("", 127);
  throw new Error(`the machine in memory does not know the script: ${script}`);
}

function answer(text: string, code = 0): CommandResult {
  return { code, signal: null, stdout: new TextEncoder().encode(text), stderr: new Uint8Array() };
}
