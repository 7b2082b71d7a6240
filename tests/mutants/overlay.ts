/** A place where the sources can be mutated, while the tree that people work in stays as it is. */
import { exists, quote, writeProgram } from "../support/command.ts";
import { ROOT } from "../golden/suite.ts";
import type { Mutant } from "./mutant.ts";

export interface Overlay extends Disposable {
  readonly root: string;
  /** Starts the overlay's own `exp`. */
  readonly program: string;
  /** @returns what undoes it; a text says why it cannot be done */
  apply(mutant: Mutant): (() => void) | string;
}

/** Deno looks for the packages of a configuration beside the file itself; tests may be edited while they are asked. */
const COPIED = ["src", "packages", "tests", "deno.json", "deno.lock"];
const LINKED = ["scripts", "bench", "docs", "README.md", "node_modules"];
/** Folders of recorded cases. */
const RECORDED = /\/tests\/(golden\/(pipelines|experiments|hydra|wild)|\w+\/recorded)$/;

export function makeOverlay(): Overlay {
  const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "exp-mutants-" }));
  for (const name of COPIED.filter((name) => exists(`${ROOT}/${name}`))) copyTree(`${ROOT}/${name}`, `${root}/${name}`);
  for (const name of LINKED.filter((name) => exists(`${ROOT}/${name}`))) {
    Deno.symlinkSync(`${ROOT}/${name}`, `${root}/${name}`);
  }
  const program = `${root}/exp`;
  const cache = Deno.env.get("DENO_DIR");
  const words = [Deno.execPath(), "run", "-A", "--no-check", "--quiet", "--cached-only", "--unstable-worker-options"];
  writeProgram(
    program,
    `#!/bin/sh\n${cache === undefined ? "" : `export DENO_DIR=${quote(cache)}\n`}export DENO_NO_UPDATE_CHECK=1\n` +
      `exec ${words.map(quote).join(" ")} ${quote(`${root}/src/main.ts`)} "$@"\n`,
  );
  return {
    root,
    program,
    apply(mutant) {
      const path = findText(root, mutant);
      if (typeof path !== "string") return path.fault;
      const before = Deno.readTextFileSync(path);
      Deno.writeTextFileSync(path, before.replace(mutant.text, () => mutant.instead));
      return () => Deno.writeTextFileSync(path, before);
    },
    [Symbol.dispose]: () => Deno.removeSync(root, { recursive: true }),
  };
}

/** The file that holds the text: the one that the mutant names, else the only one that has it. */
export function findText(root: string, { file, text }: Mutant): string | { readonly fault: string } {
  const named = `${root}/${file}`;
  const times = exists(named) ? countOf(named, text) : 0;
  if (times === 1) return named;
  if (times > 1) return { fault: `its text stands ${times} times in ${file}` };
  const others = ["src", "packages"].flatMap((name) => sourcesBelow(`${root}/${name}`)).filter((path) =>
    countOf(path, text) > 0
  );
  const [only] = others;
  if (only !== undefined && others.length === 1 && countOf(only, text) === 1) return only;
  return { fault: others.length === 0 ? "its text is nowhere" : `its text has left ${file} for more than one place` };
}

function countOf(path: string, text: string): number {
  return Deno.readTextFileSync(path).split(text).length - 1;
}

function sourcesBelow(folder: string): string[] {
  if (!exists(folder) || !Deno.statSync(folder).isDirectory) return [];
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? sourcesBelow(`${folder}/${name}`) : name.endsWith(".ts") ? [`${folder}/${name}`] : []
  );
}

function copyTree(from: string, to: string): void {
  if (!Deno.statSync(from).isDirectory) return Deno.copyFileSync(from, to);
  if (RECORDED.test(from)) return Deno.symlinkSync(from, to);
  Deno.mkdirSync(to);
  for (const { name } of Deno.readDirSync(from)) copyTree(`${from}/${name}`, `${to}/${name}`);
}
