/** npm packages: one with the command, and one for each kind of machine, of which npm installs the one that fits. */
import { gzip, tar } from "./archives.ts";
import type { Contents } from "./contents.ts";
import { isWindows, PACKAGE, type ReleaseFacts, type Target, TARGETS } from "./facts.ts";

export function platformPackage(
  facts: ReleaseFacts,
  target: Target,
  program: Uint8Array,
  contents: Contents,
): Uint8Array {
  const [os, cpu] = target.npm;
  const manifest = {
    ...commonManifest(facts, nameFor(target)),
    os: [os],
    cpu: [cpu],
    ...os === "linux" ? { libc: ["glibc"] } : {},
    preferUnplugged: true,
  };
  return pack(facts, [
    { path: "package.json", data: json(manifest) },
    { path: `bin/${programOf(target)}`, data: program, isProgram: true },
    { path: "LICENSE", data: contents.licence },
    { path: "THIRD-PARTY", data: contents.thirdParty },
  ]);
}

export function mainPackage(facts: ReleaseFacts, contents: Contents): Uint8Array {
  const manifest = {
    ...commonManifest(facts, PACKAGE),
    bin: { exp: "bin/exp.js" },
    man: ["./man/exp.1"],
    engines: { node: ">=16" },
    optionalDependencies: Object.fromEntries(TARGETS.map((target) => [nameFor(target), facts.version])),
  };
  return pack(facts, [
    { path: "package.json", data: json(manifest) },
    { path: "bin/exp.js", data: shim(), isProgram: true },
    { path: "man/exp.1", data: contents.manual },
    { path: "README.md", data: contents.readme },
    { path: "LICENSE", data: contents.licence },
  ]);
}

function nameFor({ name }: Target): string {
  return `${PACKAGE}-${name}`;
}

function programOf(target: Target): string {
  return isWindows(target) ? "exp.exe" : "exp";
}

function commonManifest({ version, about }: ReleaseFacts, name: string) {
  return { name, version, description: about, license: "Apache-2.0" };
}

/** Signals reach the program by its group, as those of a terminal do, or are passed on; its end is the shim's. */
function shim(): string {
  const programs = Object.fromEntries(
    TARGETS.map((target) => [target.npm.join(" "), `${nameFor(target)}/bin/${programOf(target)}`]),
  );
  return `#!/usr/bin/env node
"use strict";
const { spawn } = require("node:child_process");

const PROGRAMS = ${JSON.stringify(programs, null, 2)};

function programPath() {
  const program = PROGRAMS[\`\${process.platform} \${process.arch}\`];
  if (program === undefined) throw new Error(\`there is no exp for \${process.platform} on \${process.arch}\`);
  try {
    return require.resolve(program);
  } catch {
    throw new Error(\`\${program.split("/")[0]} is not installed: npm install without --omit=optional\`);
  }
}

try {
  const child = spawn(programPath(), process.argv.slice(2), { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]) {
    // a terminal tells the child by itself
    process.on(signal, () => signal !== "SIGTERM" && process.stdin.isTTY ? undefined : child.kill(signal));
  }
  child.on("error", fail);
  child.on("exit", (code, signal) => {
    if (signal === null) return process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
} catch (error) {
  fail(error);
}

function fail(error) {
  console.error(\`error: \${error.message}\`);
  process.exit(127);
}
`;
}

/** npm unpacks the folder `package`. */
function pack({ date }: ReleaseFacts, files: Parameters<typeof tar>[0]): Uint8Array {
  return gzip(tar(files.map((file) => ({ ...file, path: `package/${file.path}` })), date));
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2) + "\n";
}
