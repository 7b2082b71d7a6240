/**
 * Which functions of the program common commands call, by their names in the source, as `scripts/called.txt` keeps them:
 *
 *     command 1 version
 *     src/common/rules.ts (module) 1 2 3
 *     src/common/rules.ts rulesOf 1 2 3
 *
 * It is kept, not asked at each build, because some functions are called in one run and not in the next (a process that
 * ends a moment later, a file of this very second), and twice the same source is to be twice the same bytes. A function
 * that is not in it is loaded by the command that needs it, a little later: `sh scripts/profile` when many are new.
 */
import { decode } from "@jridgewell/sourcemap-codec";
import type { ModuleDeclaration, Statement } from "acorn";
import { moduleBodiesOf, parametersOf } from "./bundle_statements.ts";

/** `src/common/rules.ts rulesOf` → the commands that call it, as places in the list of commands. */
export type Called = ReadonlyMap<string, ReadonlySet<number>>;

export interface Profile {
  readonly commands: readonly string[];
  readonly called: Called;
}

/** What a source map has to say, as the bundler writes it. */
export interface SourceMap {
  readonly sources: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
}

/** A function at the top level of a bundle, or the body of a module. */
export interface NamedFunction {
  /** As in {@link Called}. */
  readonly name: string;
  /** Where V8 says that it begins, in characters. */
  readonly at: number;
}

/** @throws Error for a line that is none of such a file */
export function readProfile(text: string): Profile {
  const commands: string[] = [], called = new Map<string, Set<number>>();
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const [, place, command] = /^command (\d+) (.+)$/.exec(line) ?? [];
    const [, name, callers] = /^(\S+ \S+)((?: \d+)+)$/.exec(line) ?? [];
    if (command !== undefined) commands[Number(place)] = command;
    else if (name !== undefined) called.set(name, new Set(callers!.trim().split(" ").map(Number)));
    else throw new Error(`not a line of a profile: ${line}`);
  }
  return { commands, called };
}

export function writeProfile({ commands, called }: Profile): string {
  const first = "# Functions that common commands call: made by `sh scripts/profile`, used by `sh scripts/build`\n";
  const lines = [...called].map(([name, callers]) => `${name} ${[...callers].sort((a, b) => a - b).join(" ")}\n`);
  return first + commands.map((command, place) => `command ${place} ${command}\n`).join("") + lines.sort().join("");
}

/** Gives the functions of a bundle's top level the names that they have in the source. */
export class SourceNames {
  /** By line, in the order of the columns: column, source, line and column there, name. */
  readonly #segments: ReturnType<typeof decode>;
  readonly #lineStarts: readonly number[];

  constructor(code: string, private readonly map: SourceMap) {
    this.#segments = decode(map.mappings);
    this.#lineStarts = [0, ...[...code.matchAll(/\n/g)].map(({ index }) => index + 1)];
  }

  /** @param once the bundler's function that wraps modules, see `onceIn` */
  *functionsOf(node: Statement | ModuleDeclaration, code: string, once: string): Generator<NamedFunction> {
    if (node.type === "FunctionDeclaration") {
      const found = this.#firstIn(node.id.start, node.end);
      if (found?.name !== undefined) yield { name: `${found.source} ${found.name}`, at: parametersOf(node, code) };
    }
    for (const { start, end, body } of moduleBodiesOf(node, once)) {
      const source = this.#firstIn(start, end)?.source;
      if (source !== undefined) yield { name: `${source} (module)`, at: parametersOf(body, code) };
    }
  }

  /** What the map first says of a part of the bundle. */
  #firstIn(start: number, end: number): { readonly source: string; readonly name: string | undefined } | undefined {
    const line = this.#lineStarts.findLastIndex((at) => at <= start);
    const from = start - this.#lineStarts[line]!;
    const segment = this.#segments[line]?.find((one) => one[0] >= from && one.length > 1);
    if (segment === undefined || segment.length === 1 || segment[0] >= from + end - start) return undefined;
    const source = this.map.sources[segment[1]]!.replace(/^(\.\.\/)+/, "");
    return { source, name: segment.length === 5 ? this.map.names[segment[4]] : undefined };
  }
}
