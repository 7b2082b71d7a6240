/** Finding what `${…}` stands for, and replacing every interpolation of a config by its value. */
import type { Key } from "@exp/values";
import {
  type Container,
  copyNode,
  isContainer,
  isInterpolation,
  MISSING,
  type Node,
  type NodeMap,
  type Place,
  pyStr,
  setKey,
  splitKey,
} from "./config_tree.ts";
import { HydraError } from "./hydra_error.ts";
import {
  type Element,
  type Interpolation,
  type NamePart,
  parseElement,
  parseText,
  type Text,
} from "./interpolation_syntax.ts";
import { climb, DEEPEST_CHAIN, findSlot, getItem, keysOf, refuseAncestor, refuseDepth, setItem } from "./places.ts";
import { callResolver, type Found, type ResolverContext } from "./resolvers.ts";

interface InterpolationScope {
  readonly root: Container;
  readonly env: Readonly<Record<string, string>>;
  /** Local date and time for `now:`; undefined where that resolver does not exist (a params file is edited). */
  readonly now?: Date;
}

interface Frame {
  readonly place: Place;
  /** Interpolated places on the way here; coming back to one is a cycle. */
  readonly active: readonly (readonly [Container, Key | number])[];
}

export class Interpolator {
  private readonly root: Place;

  constructor(readonly scope: InterpolationScope) {
    this.root = { container: scope.root, up: undefined };
  }

  /** The container or scalar that the text at `place` stands for. @throws {HydraError} */
  find(text: string, place: Place): Found {
    return this.evaluateText(parseText(text), { place, active: [] });
  }

  /** The container behind an interpolation, or undefined whatever the reason: merging then replaces the text. */
  findContainer(text: string, place: Place): Container | undefined {
    try {
      const { value, isPlain } = this.find(text, place);
      return isContainer(value) && isPlain !== true ? value : undefined;
    } catch (error) {
      if (error instanceof HydraError) return undefined;
      throw error;
    }
  }

  /** `OmegaConf.select`: undefined when absent or missing; interpolations on the way and at the end are resolved. */
  select(key: string, from: Place = this.root): Found | undefined {
    if (key === "") return { value: from.container, up: from.up };
    return this.walk(splitKey(key), key, { place: from, active: [] }, "lenient");
  }

  /** Replaces interpolations in place, in document order, as `OmegaConf.resolve` does: later ones see the results. */
  resolveInPlace(place: Place = this.root): void {
    const { container } = place;
    for (const key of keysOf(container)) {
      const node = getItem(container, key) as Node;
      if (isInterpolation(node)) setItem(container, key, this.resolved(node, place, key));
      else if (isContainer(node)) this.resolveInPlace({ container: node, up: place });
    }
  }

  private resolved(text: string, place: Place, key: Key | number): Node {
    try {
      const found = this.evaluateAt(text, { place, active: [] }, key);
      if (!isContainer(found.value)) {
        // A result that looks like an interpolation is one for whoever refers to it later, so its syntax counts.
        if (isInterpolation(found.value)) parseText(found.value);
        return found.value;
      }
      if (found.isPlain === true) {
        throw new HydraError("UnsupportedValueType", `'${text}' gives a list or a mapping, which cannot stand here`, {
          hint: "wrap it in ${oc.create:…}",
        });
      }
      refuseAncestor(found.value, place, text);
      refuseDepth(place, text);
      this.resolveInPlace({ container: found.value, up: found.up });
      return copyNode(found.value);
    } catch (error) {
      if (error instanceof HydraError && error.errorClass === "InterpolationToMissingValueError") return MISSING;
      throw error;
    }
  }

  /** A resolved copy; nothing may be missing. @throws {HydraError} `MissingMandatoryValue` and interpolation errors */
  resolvedCopy(place: Place = this.root, path = ""): Node {
    const convert = (key: Key | number): Node => {
      const node = getItem(place.container, key) as Node;
      const here = path === "" ? String(key) : Array.isArray(place.container) ? `${path}[${key}]` : `${path}.${key}`;
      if (node === MISSING) throw new HydraError("MissingMandatoryValue", `'${here}' is ??? and must be given a value`);
      const found = isInterpolation(node)
        ? this.evaluateAt(node, { place, active: [] }, key)
        : { value: node, up: place };
      if (!isContainer(found.value)) return found.value;
      if (isInterpolation(node)) {
        refuseAncestor(found.value, place, node);
        refuseDepth(place, node);
      }
      return "isPlain" in found && found.isPlain === true
        ? copyNode(found.value)
        : this.resolvedCopy({ container: found.value, up: found.up }, here);
    };
    if (Array.isArray(place.container)) return place.container.map((_, index) => convert(index));
    const copy: NodeMap = new Map();
    for (const key of place.container.keys()) copy.set(key, convert(key as Key));
    return copy;
  }

  private evaluateAt(text: string, frame: Frame, key: Key | number): Found {
    const { container } = frame.place;
    if (frame.active.some(([other, otherKey]) => other === container && otherKey === key)) {
      throw new HydraError("InterpolationResolutionError", `'${text}' refers to itself`);
    }
    if (frame.active.length > DEEPEST_CHAIN) {
      throw new HydraError("InterpolationResolutionError", `'${text}' leads through too many interpolations`);
    }
    return this.evaluateText(parseText(text), { place: frame.place, active: [...frame.active, [container, key]] });
  }

  private evaluateText(text: Text, frame: Frame): Found {
    const [only] = text;
    if (text.length === 1 && typeof only === "object") return this.evaluate(only, frame);
    return { value: this.joinText(text, frame), up: frame.place };
  }

  private joinText(text: Text, frame: Frame): string {
    return text.map((piece) => typeof piece === "string" ? piece : pyStr(this.evaluate(piece, frame).value)).join("");
  }

  private evaluate(interpolation: Interpolation, frame: Frame): Found {
    if (interpolation.kind === "call") return this.call(interpolation, frame);
    const keys = interpolation.keys.map((part) => this.nameText(part, frame));
    const start = climb(this.root, frame.place, interpolation.dots);
    if (start === undefined) {
      throw new HydraError("InterpolationKeyError", `'${interpolation.source}' climbs above the top of the config`);
    }
    const found = this.walk(keys, interpolation.source, { place: start, active: frame.active }, "strict");
    if (found === undefined) {
      throw new HydraError("InterpolationKeyError", `'${interpolation.source}' is not in the config`);
    }
    refuseAncestor(found.value, frame.place, interpolation.source);
    return found;
  }

  private nameText(part: NamePart, frame: Frame): string {
    if (typeof part === "string") return part;
    const { value } = this.evaluate(part, frame);
    if (typeof value === "string") return value;
    throw new HydraError("InterpolationResolutionError", `'${pyStr(value)}' is used as a key and is no text`);
  }

  /**
   * Follows `keys`. Strict is the way of interpolations: a missing value or a scalar on the way is an error. Lenient is
   * the way of `select`: both are "nothing there".
   */
  private walk(keys: readonly string[], source: string, frame: Frame, way: "strict" | "lenient"): Found | undefined {
    let place = frame.place;
    for (const [index, key] of keys.entries()) {
      const slot = findSlot(
        place.container,
        key,
        way === "strict" ? "InterpolationResolutionError" : "ConfigTypeError",
      );
      const node = slot === undefined ? undefined : getItem(place.container, slot);
      if (slot === undefined || node === undefined) return undefined;
      if (node === MISSING) {
        if (way === "lenient") return undefined;
        throw new HydraError("InterpolationToMissingValueError", `'${source}' refers to a value that is ???`);
      }
      const found: Found = isInterpolation(node)
        ? this.evaluateAt(node, { place, active: frame.active }, slot)
        : { value: node, up: place };
      if (index === keys.length - 1) return found;
      if (!isContainer(found.value)) {
        if (way === "lenient") return undefined;
        throw new HydraError("InterpolationResolutionError", `'${source}': '${key}' holds no further keys`);
      }
      place = { container: found.value, up: found.up };
    }
    return { value: place.container, up: place.up };
  }

  private call(call: Interpolation & { kind: "call" }, frame: Frame): Found {
    const name = call.name.map((part) => this.nameText(part, frame)).join(".");
    const args = call.args.map((argument) => this.evaluateElement(argument, frame));
    return callResolver(name, args, this.resolverContext(frame));
  }

  private resolverContext(frame: Frame): ResolverContext {
    return {
      env: this.scope.env,
      now: this.scope.now,
      place: frame.place,
      select: (key, way) => {
        const dots = /^\.*/.exec(key)?.[0].length ?? 0;
        const start = climb(this.root, frame.place, dots);
        if (start === undefined) throw new HydraError("ConfigKeyError", `'${key}' climbs above the top of the config`);
        const next = { place: start, active: frame.active };
        const rest = key.slice(dots);
        return rest === "" ? { value: start.container, up: start.up } : this.walk(splitKey(rest), key, next, way);
      },
      decode: (text) => this.evaluateElement(parseElement(text), frame),
    };
  }

  private evaluateElement(element: Element, frame: Frame): Found {
    switch (element.kind) {
      case "typed":
        return { value: element.value, up: frame.place };
      case "single":
        return this.evaluate(element.interpolation, frame);
      case "text":
        return { value: this.joinText(element.text, frame), up: frame.place };
      case "list":
        return {
          value: element.items.map((item) => this.evaluateElement(item, frame).value),
          up: frame.place,
          isPlain: true,
        };
      case "dict": {
        const map: NodeMap = new Map();
        for (const [key, item] of element.pairs) setKey(map, key, this.evaluateElement(item, frame).value);
        return { value: map, up: frame.place, isPlain: true };
      }
    }
  }
}
