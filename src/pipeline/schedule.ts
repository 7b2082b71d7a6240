/** Running stages side by side: each as soon as all that it needs is settled. */
import type { Stage } from "../stage/mod.ts";
import type { Plan } from "./plan.ts";

/**
 * Settles all stages of a plan, at most `jobs` at a time; of those that are ready the first of the plan goes first.
 * Starts nothing more once `state.isOver`, and ends when what runs has ended: when something is thrown, too, which is our
 * bug, the other stages are ended and waited for, so that none is left running alone.
 */
export async function runSideBySide(
  plan: Plan,
  jobs: number,
  settle: (stage: Stage) => Promise<unknown>,
  state: { readonly isOver: boolean; end?(): void },
): Promise<void> {
  const chosen = new Set(plan.stages);
  const waitsFor = new Map<Stage, number>();
  const next = new Map<Stage, Stage[]>(plan.stages.map((stage) => [stage, []]));
  for (const stage of plan.stages) {
    const needed = plan.graph.upstream(stage).filter((each) => chosen.has(each));
    waitsFor.set(stage, needed.length);
    for (const each of needed) next.get(each)?.push(stage);
  }
  const place = new Map(plan.stages.map((stage, index) => [stage, index]));
  const ready = plan.stages.filter((stage) => waitsFor.get(stage) === 0);
  const running = new Set<Promise<void>>();
  const thrown: unknown[] = [];
  const start = (stage: Stage) => {
    const flow = settle(stage).then(() => {
      running.delete(flow);
      for (const other of next.get(stage) ?? []) {
        const left = (waitsFor.get(other) ?? 0) - 1;
        waitsFor.set(other, left);
        if (left === 0) putInPlace(ready, other, place);
      }
    }).catch((error) => {
      running.delete(flow);
      thrown.push(error);
      state.end?.();
    });
    running.add(flow);
  };
  for (;;) {
    while (!state.isOver && thrown.length === 0 && running.size < jobs) {
      const stage = ready.shift();
      if (stage === undefined) break;
      start(stage);
    }
    if (running.size === 0) {
      if (thrown.length > 0) throw thrown[0];
      return;
    }
    await Promise.race(running);
  }
}

/** Puts a stage among those that are ready, which are in the plan's order: thousands may be, at each end of a stage. */
function putInPlace(ready: Stage[], stage: Stage, place: ReadonlyMap<Stage, number>): void {
  const placeOf = (each: Stage | undefined) => each === undefined ? Infinity : place.get(each) ?? 0;
  let [low, high] = [0, ready.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (placeOf(ready[middle]) < placeOf(stage)) low = middle + 1;
    else high = middle;
  }
  ready.splice(low, 0, stage);
}
