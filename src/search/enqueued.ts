/** Points that the user wants to be tried before anything is chosen. */
import { nearestWord } from "../common/mod.ts";
import { expandSweeps, isSweepOverride, parseOverride } from "@exp/hydra";
import { activePart, type PartialPoint, randomPoint } from "@exp/tpe";
import type { SpaceAxis, Texts } from "./axes.ts";
import { fault } from "./faults.ts";
import { type Space, valueIn } from "./space.ts";

/** `lr=0.1 opt='a b'` → its two overrides: blanks part them outside quotes and brackets. */
export function splitWords(text: string): string[] {
  const words = text.match(/(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|\([^()]*\)|\[[^[\]]*\]|\{[^{}]*\}|\\.|\S)+/gs);
  return words ?? [];
}

/**
 * A point as it is kept: its texts are those that the search itself would choose.
 *
 * @param typed what it sets; the rest is left open
 * @throws {ExpError} `invalid-override` for what the search does not vary, or not so far
 */
export function readPoint(space: readonly SpaceAxis[], typed: Texts): Texts {
  return new Map([...typed].map(([file, texts]) => [file, texts.map((text) => readText(space, file, text))]));
}

function readText(space: readonly SpaceAxis[], file: string, text: string): string {
  const override = parseOverride(text);
  const ofFile = space.filter((axis) => axis.file === file);
  const axis = ofFile.find(({ sweep }) => sweep.key === override.key && sweep.package === override.package);
  if (axis === undefined) {
    const keys = ofFile.map(({ sweep }) => sweep.key);
    throw fault("invalid-override/not-searched", { override: text, nearest: nearestWord(override.key, keys) });
  }
  const value = isSweepOverride(override) ? undefined : axis.valueOf(axis.prefix + renderedValue(text));
  if (value === undefined) throw fault("invalid-override/outside-space", { override: text, sweep: axis.sweep.input });
  return axis.textAt(value);
}

/** As Hydra writes it: `1_000` is `1000`. */
function renderedValue(text: string): string {
  const rendered = expandSweeps(new Map([["", [text]]]), () => 0)[0]!.get("")![0]!;
  return rendered.slice(rendered.indexOf("=") + 1);
}

/** The whole of a point of which some is given; what does not count where the rest is stays away. */
export function completePoint({ axes, groups }: Space, given: Texts, seed: number, number: number): PartialPoint {
  const drawn = randomPoint(axes.map(({ axis }) => axis), seed, number);
  return activePart(groups, axes.map((axis, i) => valueIn(axis, given) ?? drawn[i]));
}
