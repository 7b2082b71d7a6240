import { createHost, type Host } from "../../src/host/mod.ts";
import { openStorage, type Storage } from "../../src/storage/mod.ts";
import { writeProgram } from "../support/command.ts";

/** One start of rclone: what it says, and how it ends. */
export interface Act {
  /** Lines of its log, as JSON. */
  readonly log?: readonly unknown[];
  readonly output?: string;
  readonly code?: number;
  /** It works on until it is ended. */
  readonly stays?: boolean;
}

const LONGEST_PAUSE_MS = 14_000;

/** A script in rclone's place, for failures that no server gives when asked: each start plays the next act. */
const SCRIPT = `#!/bin/sh
here=\${0%/*}
n=$(($(cat "$here/count" 2>/dev/null || echo 0) + 1)); echo $n >"$here/count"
printf '%s\\n' "$@" >"$here/args.$n"; env >"$here/env.$n"; pwd -P >"$here/cwd.$n"
while [ $# -gt 0 ]; do [ "$1" = --files-from-raw ] && cp "$2" "$here/list.$n"; shift; done
cat "$here/log.$n" >&2 2>/dev/null; cat "$here/output.$n" 2>/dev/null
[ -e "$here/stays.$n" ] && exec sleep 1000
exit "$(cat "$here/code.$n" 2>/dev/null || echo 0)"
`;

export interface FakeRclone extends Disposable {
  readonly host: Host;
  readonly storage: Storage;
  /** How often it was started. */
  readonly starts: number;
  /** What the nth start was given: `args`, `env`, `list`; and where it was started, `cwd`. */
  told(what: "args" | "env" | "list" | "cwd", start: number): string;
}

/**
 * @param waited when it comes, whoever watches a child has waited long enough, and so from then on; or: each child as soon
 *   as it has said something
 * @param stepMs so much passes from one look at the clock to the next
 */
export async function fakeRclone(
  acts: readonly Act[],
  options: Record<string, string> = {},
  waited?: Promise<void> | "once it has spoken",
  stepMs?: number,
): Promise<FakeRclone> {
  const folder = Deno.makeTempDirSync({ prefix: "exp-fake-rclone-" });
  const write = (name: string, text: string) => Deno.writeTextFileSync(`${folder}/${name}`, text);
  writeProgram(`${folder}/rclone`, SCRIPT);
  for (const [index, act] of acts.entries()) {
    write(`log.${index + 1}`, (act.log ?? []).map((line) => `${JSON.stringify(line)}\n`).join(""));
    write(`output.${index + 1}`, act.output ?? "");
    write(`code.${index + 1}`, String(act.code ?? 0));
    if (act.stays) write(`stays.${index + 1}`, "");
  }
  const real = createHost();
  const env = {
    get: (name: string) => name === "EXP_RCLONE" ? `${folder}/rclone` : real.env.get(name),
    all: () => real.env.all(),
  };
  // pauses between tries are over at once; only who watches a child waits longer
  const sleep = (ms: number, signal?: AbortSignal) =>
    ms <= LONGEST_PAUSE_MS
      ? Promise.resolve()
      : waited === "once it has spoken"
      ? spoken.promise
      : waited ?? real.clock.sleep(ms, signal);
  let spoken = Promise.withResolvers<void>();
  const processes: Host["processes"] = {
    ...real.processes,
    spawn(command) {
      const { resolve } = spoken = Promise.withResolvers<void>();
      const { stderr } = command;
      if (typeof stderr !== "function") return real.processes.spawn(command);
      return real.processes.spawn({ ...command, stderr: (chunk) => (stderr(chunk), resolve()) });
    },
  };
  let steps = 0;
  const now = stepMs === undefined ? real.clock.now : () => stepMs * steps++;
  const host: Host = { ...real, cwd: real.cwd, env, clock: { ...real.clock, now, sleep }, processes };
  const place = { url: "s3://bucket/store", options: new Map(Object.entries(options)), remote: "store" };
  const read = (name: string) => Deno.readTextFileSync(`${folder}/${name}`);
  return {
    host,
    storage: await openStorage(host, place),
    get starts() {
      return Number(read("count"));
    },
    told: (what, start) => read(`${what}.${start}`),
    [Symbol.dispose]: () => Deno.removeSync(folder, { recursive: true }),
  };
}

export const moved = (path: string) => ({ level: "info", msg: "Copied (new)", object: path, objectType: "*s3.Object" });

export const failed = (path: string, why: string) => ({
  level: "error",
  msg: `Failed to copy: ${why}`,
  object: path,
  objectType: "*s3.Object",
});
