/** A case's project on the disk: the folder, the environment and the small programs that its shell text may use. */
import type { BenchCase } from "./bench_case.ts";
import { type Command, time } from "./measure.ts";

/** Paths. `empty` is an empty program that was compiled as `exp` is. */
export interface Programs {
  readonly exp: string;
  readonly dvc: string | undefined;
  readonly empty: string;
}

const LIMITS = new URL("limits/", import.meta.url).pathname;

export interface Tool {
  readonly name: "exp" | "dvc";
  readonly argv: readonly string[];
}

/** @param top an empty folder; the repository is made in `top/repo` */
export async function makeProject(
  test: BenchCase,
  top: string,
  tool: Tool,
  { exp, dvc, empty }: Programs,
): Promise<Command> {
  const [folder, bin] = [`${top}/repo`, `${top}/bin`];
  for (const path of [`${folder}/.dvc`, bin, `${top}/home`]) await Deno.mkdir(path, { recursive: true });
  const deno = `exec '${Deno.execPath()}' run --quiet --no-config --no-lock --allow-all`;
  const programs = {
    empty: `exec '${empty}'`,
    limit: `name=$1; shift; ${deno} "${LIMITS}$name.ts" "$@"`,
    exp: `exec '${exp}' "$@"`,
    dvc: tool.name === "dvc" ? `exec '${dvc}' "$@"` : `exec '${exp}' dvc "$@"`,
    aside: `for path; do [ ! -e "$path" ] || mv "$path" "$(mktemp -d '${top}/aside.XXXXXX')" || exit 1; done`,
  };
  for (const [name, text] of Object.entries(programs)) {
    await Deno.writeTextFile(`${bin}/${name}`, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }
  const person = { NAME: "Ada", EMAIL: "ada@example.com" };
  const env = {
    PATH: `${bin}:${Deno.env.get("PATH")}`,
    HOME: `${top}/home`,
    CI: "true",
    DVC_NO_ANALYTICS: "1",
    DVC_STUDIO_OFFLINE: "1",
    DVC_SITE_CACHE_DIR: `${top}/site`,
    ...Object.fromEntries(
      Object.entries(person).flatMap(([key, value]) =>
        ["AUTHOR", "COMMITTER"].map((who) => [`GIT_${who}_${key}`, value])
      ),
    ),
  };
  const command = { argv: tool.argv, cwd: folder, env };
  await Deno.writeTextFile(`${folder}/.dvc/config`, "[core]\n    analytics = false\n");
  await Deno.writeTextFile(`${folder}/.dvc/.gitignore`, "/config.local\n/tmp\n/cache\n");
  await Deno.writeTextFile(`${folder}/.dvcignore`, "");
  test.make(folder);
  await runShell("git init -q -b main; git add -A; git commit -q -m start", command);
  if (test.prepare !== undefined) await runShell(test.prepare, command);
  return command;
}

/** @throws when it fails */
export async function runShell(script: string, command: Command): Promise<void> {
  await time({ ...command, argv: ["sh", "-c", script] });
}

/** @returns an empty program, compiled as `exp` is: what any program of Deno's needs to start */
export async function compileEmpty(folder: string): Promise<string> {
  const [source, program] = [`${folder}/empty.js`, `${folder}/empty`];
  await Deno.writeTextFile(source, "");
  const flags = ["compile", "--quiet", "--no-check", "--no-config", "--no-code-cache", "-o", program, source];
  await time({ argv: [Deno.execPath(), ...flags], cwd: folder });
  return program;
}
