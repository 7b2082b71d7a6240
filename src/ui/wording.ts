import type { RunEvent } from "../common/mod.ts";

/** Kinds of events in words. Of a kind without any nothing is said. */
export type Wording = {
  readonly [Kind in RunEvent["kind"]]?: (event: Extract<RunEvent, { kind: Kind }>) => string | undefined;
};

export function inWords(wording: Wording, event: RunEvent): string | undefined {
  const tell = wording[event.kind] as ((event: RunEvent) => string | undefined) | undefined;
  return tell?.(event);
}
