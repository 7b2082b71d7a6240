/** The files of a release of this work tree, made once for all tests: EXP_RELEASE, where `scripts/test` has made it. */
import assert from "node:assert/strict";
import { runCommand, type TestResult } from "../support/command.ts";

export const ROOT = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");
export const VERSION = (JSON.parse(Deno.readTextFileSync(`${ROOT}/deno.json`)) as { version: string }).version;

const folders: string[] = [];
let made: Promise<string> | undefined;

/** Its folder. */
export async function madeRelease(): Promise<string> {
  return Deno.env.get("EXP_RELEASE") ?? await (made ??= makeRelease().then(({ folder }) => folder));
}

/** @param options further ones of `scripts/release` */
export async function makeRelease(options: readonly string[] = []): Promise<{ folder: string; told: string }> {
  const folder = Deno.makeTempDirSync({ prefix: "exp-release-" });
  folders.push(folder);
  const { code, stderr } = await runRelease(ROOT, [VERSION, "--try", "--out", folder, ...options]);
  assert.equal(code, 0, stderr);
  return { folder, told: stderr };
}

export async function runRelease(root: string, words: readonly string[]): Promise<TestResult> {
  return await runProgram(["sh", `${root}/scripts/release`, ...words], root);
}

export async function runProgram(argv: readonly string[], cwd = ROOT): Promise<TestResult> {
  return await runCommand({
    argv,
    cwd,
    env: { PATH: Deno.env.get("PATH") ?? "", HOME: Deno.env.get("HOME") ?? "/" },
    timeoutMs: 1_200_000,
  });
}

globalThis.addEventListener("unload", () => {
  for (const folder of folders) Deno.removeSync(folder, { recursive: true });
});
