/** A repository, and programs of a few lines that stand for an engine's, found first on PATH. */
import { createHost } from "../../src/host/mod.ts";
import { openRepo, type Repo } from "../../src/repo/mod.ts";
import { writeProgram } from "../support/command.ts";
import { writeFiles } from "../support/folder_repo.ts";

export interface FakePrograms extends Disposable {
  readonly root: string;
  /** @param env besides PATH */
  repo(env?: Readonly<Record<string, string>>): Promise<Repo>;
  /** The command lines with which programs were called so far, a line each. */
  calls(): readonly string[];
}

/**
 * @param programs by name, as shell scripts; each call is noted
 * @param files of the repository
 */
export function fakePrograms(
  programs: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
): FakePrograms {
  const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "exp-engines-" }));
  const note = `echo "\${0##*/} $*" >>"${root}/calls"\n`;
  writeFiles(root, { ".dvc/config": "[core]\n    no_scm = true\n", "bin/none": "", ...files });
  for (const [name, script] of Object.entries(programs)) {
    writeProgram(`${root}/bin/${name}`, `#!/bin/sh\n${note}${script}\n`);
  }
  return {
    root,
    async repo(env = {}) {
      const given = { PATH: `${root}/bin:${Deno.env.get("PATH")}`, HOME: `${root}/home`, ...env };
      return await openRepo(createHost({ env: given, cwd: root, tempDir: root, umask: 0o022 }));
    },
    calls: () => Deno.readTextFileSync(`${root}/calls`).split("\n").slice(0, -1),
    [Symbol.dispose]: () => Deno.removeSync(root, { recursive: true }),
  };
}
