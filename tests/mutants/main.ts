/**
 * Makes one line of the engine wrong at a time and runs the tests that must see it; see scripts/mutate.
 * Ends with `N passed, N failed`: a mutant that is seen has passed.
 */
import { killLeftovers } from "../support/command.ts";
import { MUTANTS } from "./all.ts";
import type { Mutant } from "./mutant.ts";
import { makeOverlay, type Overlay } from "./overlay.ts";
import { ask } from "./witness.ts";

interface Options {
  readonly names: readonly string[];
  readonly jobs: number;
  readonly list: boolean;
  /** No mutant is begun after that time. */
  readonly seconds: number;
}

/** A machine under load, and tests that the mutant makes slow. */
const PATIENCE = { times: 10, moreMs: 30_000 };

/**
 * How often a test is asked before its answer counts against it. Whether tests are steady is for scripts/test to find;
 * here an unsteady one is told and costs no more than its own time.
 */
const TIMES = 2;

const options = parse(Deno.args);
const chosen = MUTANTS.filter(({ name }) => options.names.length === 0 || options.names.some((n) => name.includes(n)));
if (options.list) { for (const { name, breaks } of chosen) console.log(`${name}: ${breaks}`); }
else Deno.exit(await run(chosen, options) === 0 ? 0 : 1);

/** @returns how many were not seen */
async function run(mutants: readonly Mutant[], { jobs, seconds: most }: Options): Promise<number> {
  const started = performance.now();
  const overlays = Array.from({ length: jobs }, makeOverlay);
  const leave = () => overlays.forEach((overlay) => overlay[Symbol.dispose]());
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, async () => {
      for (const { root } of overlays) await killLeftovers(root);
      leave();
      Deno.exit(130);
    });
  }
  try {
    const usual = new Map<string, Promise<number | undefined>>();
    let seen = 0, tried = 0;
    await share(overlays, mutants, async (overlay, mutant) => {
      if (performance.now() - started > most * 1000) return;
      tried++;
      const took = new Map<string, number>();
      for (const witness of mutant.seenBy) {
        const asked = usual.get(witness) ?? askWithout(overlay, witness);
        usual.set(witness, asked);
        const tookMs = await asked;
        if (tookMs !== undefined) took.set(witness, tookMs);
      }
      for (let times = 0; times < TIMES; times++) {
        const fault = await judge(overlay, mutant, took);
        if (fault === undefined) {
          seen++;
          break;
        }
        console.log(`SURVIVED ${mutant.name} (${mutant.breaks}): ${fault}`);
      }
    });
    const unsteady = (await Promise.all(usual.values())).filter((tookMs) => tookMs === undefined).length;
    const failed = tried - seen + unsteady;
    if (tried < mutants.length) {
      console.log(`NOT TESTED: ${mutants.length - tried} of ${mutants.length} mutants: there was no time`);
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    console.log(`mutants: ${seen} passed, ${failed} failed (${usual.size} tests asked, ${seconds} s)`);
    console.log(`${seen} passed, ${failed} failed`);
    return failed;
  } finally {
    leave();
  }
}

/** What a test takes without any mutant, in milliseconds. @returns undefined: it fails */
async function askWithout(overlay: Overlay, witness: string): Promise<number | undefined> {
  for (let times = 0; times < TIMES; times++) {
    const { verdict, output, tookMs } = await ask(overlay, witness, 300_000);
    if (verdict === "passed") return tookMs;
    console.log(`without any mutant: ${witness}: ${verdict}\n${output.slice(-3000)}`);
  }
  return undefined;
}

/** @returns why it was not seen */
async function judge(overlay: Overlay, mutant: Mutant, took: Map<string, number>): Promise<string | undefined> {
  const witnesses = mutant.seenBy.filter((witness) => took.has(witness));
  if (witnesses.length === 0) return "its tests fail without it";
  const undo = overlay.apply(mutant);
  if (typeof undo === "string") return undo;
  try {
    for (const witness of witnesses) {
      const usualMs = took.get(witness) ?? 0;
      const { verdict, output } = await ask(overlay, witness, usualMs * PATIENCE.times + PATIENCE.moreMs);
      if (verdict === "failed") return undefined;
      if (verdict === "broken") return `it does not run: ${output.slice(-600)}`;
    }
    return `no failure in ${witnesses.join(", ")}`;
  } finally {
    undo();
  }
}

/** Each item to the next overlay that is free. */
async function share<T>(
  overlays: readonly Overlay[],
  items: readonly T[],
  work: (overlay: Overlay, item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  await Promise.all(overlays.map(async (overlay) => {
    while (next < items.length) await work(overlay, items[next++]!);
  }));
}

function parse(args: readonly string[]): Options {
  const names: string[] = [];
  let jobs = navigator.hardwareConcurrency, list = false, seconds = Infinity;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === "-j") jobs = Number(args[++i]);
    else if (arg === "--seconds") seconds = Number(args[++i]);
    else if (arg === "--list") list = true;
    else names.push(arg);
  }
  return { names, jobs, list, seconds };
}
