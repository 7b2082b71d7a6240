/** The functions that `${name:args}` can call. */
import {
  type Container,
  copyNode,
  isContainer,
  isNodeMap,
  type Node,
  type NodeMap,
  type Place,
  pyStr,
} from "./config_tree.ts";
import { HydraError } from "./hydra_error.ts";
import { parseText } from "./interpolation_syntax.ts";
import { formatTime } from "./strftime.ts";
import { readConfig11 } from "./yaml11.ts";

/**
 * What an expression stands for. `up` is the place around a container, for the relative interpolations in it.
 * `isPlain` marks lists and mappings that a resolver gave as mere data: they may be printed, but composition refuses
 * them as values.
 */
export interface Found {
  readonly value: Node;
  readonly up: Place | undefined;
  readonly isPlain?: boolean;
}

export interface ResolverContext {
  readonly env: Readonly<Record<string, string>>;
  /** Present while composing; `now`, `python_version` and `hydra` exist only then. */
  readonly now: Date | undefined;
  /** The container that holds the text being resolved. */
  readonly place: Place;
  /** Finds a key; leading dots are relative to `place`. */
  select(key: string, way: "strict" | "lenient"): Found | undefined;
  decode(text: string): Found;
}

type Resolver = (args: readonly Found[], context: ResolverContext) => Found;

/**
 * Calls a resolver.
 *
 * @throws {HydraError} `UnsupportedInterpolationType` for an unknown name; `InterpolationResolutionError` for whatever
 * fails inside; errors of interpolations in the arguments pass unchanged
 */
export function callResolver(name: string, args: readonly Found[], context: ResolverContext): Found {
  const resolver = Object.hasOwn(RESOLVERS, name) ? RESOLVERS[name] : undefined;
  const isHydras = name === "now" || name === "python_version" || name === "hydra";
  if (resolver === undefined || (isHydras && context.now === undefined)) {
    throw new HydraError("UnsupportedInterpolationType", `there is no resolver '${name}'`, {
      hint: name === "env" ? "use ${oc.env:NAME}" : `the resolvers are ${Object.keys(RESOLVERS).join(", ")}`,
    });
  }
  try {
    return resolver(args, context);
  } catch (error) {
    if (!(error instanceof HydraError) || PASSED_THROUGH.has(error.errorClass)) throw error;
    throw new HydraError("InterpolationResolutionError", `\${${name}:…}: ${error.message}`);
  }
}

const PASSED_THROUGH: ReadonlySet<string> = new Set([
  "InterpolationResolutionError",
  "InterpolationKeyError",
  "InterpolationToMissingValueError",
  "UnsupportedInterpolationType",
]);

const RESOLVERS: Readonly<Record<string, Resolver>> = {
  "oc.env": readEnv,
  "oc.decode": (args, context) => {
    const [text] = take(args, 1, 1);
    if (text.value === null) return text;
    if (typeof text.value !== "string") throw failed("it reads text, and this is none");
    return context.decode(text.value);
  },
  "oc.select": (args, context) => {
    const [key, fallback] = take(args, 1, 2);
    if (typeof key.value !== "string") throw failed("the key must be text");
    if (key.value === "") throw failed("the key is empty");
    return context.select(key.value, "lenient") ?? fallback ?? { value: null, up: context.place };
  },
  "oc.dict.keys": (args, context) => fresh([...selectMap(args, context).map.keys()], context),
  "oc.dict.values": (args, context) => {
    const { key, map } = selectMap(args, context);
    // One level deeper than the text itself, so a relative key climbs once more.
    const prefix = key.startsWith(".") ? "." + key : key;
    const items = [...map.keys()].map((name) => `\${${prefix}.${pyStr(name)}}`);
    for (const item of items) parseText(item);
    return fresh(items, context);
  },
  "oc.create": (args, context) => {
    const [source] = take(args, 1, 1);
    const value = typeof source.value === "string" ? readConfig11(source.value) : source.value;
    if (value !== null && !isContainer(value)) throw failed("only a mapping, a list or their text can be created");
    return value === null ? { value, up: context.place } : fresh(copyNode(value) as Container, context);
  },
  "oc.deprecated": (args, context) => {
    const [key, message] = take(args, 1, 2);
    if (typeof key.value !== "string") throw failed("the key must be text");
    if (message !== undefined && typeof message.value !== "string") throw failed("the message must be text");
    const found = context.select(key.value, "strict");
    if (found === undefined) throw failed(`'${key.value}' is not in the config`);
    return found;
  },
  "now": (args, context) => {
    const [format] = take(args, 1, 1);
    if (typeof format.value !== "string") throw failed("the format must be text");
    return { value: formatTime(context.now as Date, format.value), up: context.place };
  },
  "python_version": (args, context) => {
    const [level] = take(args, 0, 1);
    if (level?.value === "major") return { value: "3", up: context.place };
    throw new HydraError(
      "InterpolationResolutionError",
      "${python_version:…} asks for a Python, and there is none here",
      {
        hint: "write the version into the config",
      },
    );
  },
  "hydra": () => {
    throw failed("a composed config knows nothing of Hydra's own settings");
  },
};

function readEnv(args: readonly Found[], context: ResolverContext): Found {
  const [name, fallback] = take(args, 1, 2);
  if (typeof name.value !== "string") throw failed("the name of a variable must be text");
  const text = Object.hasOwn(context.env, name.value) ? context.env[name.value] : undefined;
  if (text !== undefined) return { value: text, up: context.place };
  if (fallback === undefined) throw failed(`the environment variable '${name.value}' is not set`);
  return { value: fallback.value === null ? null : pyStr(fallback.value), up: context.place };
}

function selectMap(args: readonly Found[], context: ResolverContext): { key: string; map: NodeMap } {
  const [key] = take(args, 1, 1);
  if (typeof key.value !== "string") throw failed("the key must be text");
  let found: Found | undefined;
  try {
    found = context.select(key.value, "strict");
  } catch (error) {
    if (error instanceof HydraError && error.errorClass === "InterpolationToMissingValueError") {
      throw failed(`'${key.value}' is ??? and must be given a value`);
    }
    throw error;
  }
  if (found === undefined) throw failed(`'${key.value}' is not in the config`);
  if (!isNodeMap(found.value)) throw failed(`'${key.value}' is not a mapping`);
  return { key: key.value, map: found.value };
}

function take(args: readonly Found[], least: number, most: number): readonly [Found, ...Found[]] {
  if (args.length < least || args.length > most) {
    throw failed(`it takes ${least === most ? least : `${least} to ${most}`} arguments and got ${args.length}`);
  }
  return args as readonly [Found, ...Found[]];
}

function fresh(value: Container, context: ResolverContext): Found {
  return { value, up: context.place };
}

function failed(message: string): HydraError {
  return new HydraError("InterpolationResolutionError", message);
}
