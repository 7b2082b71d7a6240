/** `search.yaml`: in a file what the options of `exp search new` say, each with its line when it is wrong. */
import { ExpError, nearestWord } from "../common/mod.ts";
import { parseYaml, parseYamlTree, type YamlNode } from "@exp/formats";
import { splitSetParam } from "@exp/hydra";
import { checkAxis } from "./axes.ts";
import { parseConditions } from "./condition_text.ts";
import { parseConstraint } from "./constraints.ts";
import { PRUNERS, SAMPLERS } from "./definition.ts";
import { fault } from "./faults.ts";

/** As the options are: undefined is what the file does not say. */
export interface SearchFile {
  readonly setParam: readonly string[];
  readonly when: readonly string[];
  /** Each the texts of one point. */
  readonly enqueue: readonly (readonly string[])[];
  readonly metric: readonly string[];
  readonly direction: readonly string[];
  readonly constraint: readonly string[];
  readonly trials?: number;
  readonly maxTime?: string;
  readonly maxFailures?: number;
  readonly sampler?: string;
  readonly seed?: number;
  readonly pruner?: string;
  readonly minSteps?: number;
  readonly reductionFactor?: number;
  readonly hydra?: boolean;
}

type Read = (reader: Reader, node: YamlNode, key: string) => Partial<SearchFile>;

const KEYS: Readonly<Record<string, Read>> = {
  space: (reader, node, key) => ({ setParam: reader.overrides(node, key) }),
  when: (reader, node, key) => ({ when: reader.conditions(node, key) }),
  enqueue: (reader, node, key) => ({ enqueue: reader.list(node).map((one) => reader.overrides(one, key)) }),
  metric: (reader, node, key) => ({ metric: reader.list(node).map((one) => reader.metric(one, key)) }),
  direction: (reader, node, key) => ({
    direction: reader.list(node).map((one) => reader.word(one, key, ["minimize", "maximize"])),
  }),
  constraints: (reader, node, key) => ({ constraint: reader.list(node).map((one) => reader.constraint(one, key)) }),
  trials: (reader, node, key) => ({ trials: reader.count(node, key, 1) }),
  "max-time": (reader, node, key) => ({ maxTime: reader.duration(node, key) }),
  "max-failures": (reader, node, key) => ({ maxFailures: reader.count(node, key, 1) }),
  sampler: (reader, node, key) => ({ sampler: reader.word(node, key, SAMPLERS) }),
  seed: (reader, node, key) => ({ seed: reader.count(node, key, -Infinity) }),
  pruner: (reader, node, key) => ({ pruner: reader.word(node, key, PRUNERS) }),
  "min-steps": (reader, node, key) => ({ minSteps: reader.count(node, key, 1) }),
  "reduction-factor": (reader, node, key) => ({ reductionFactor: reader.count(node, key, 2) }),
  hydra: (reader, node, key) => ({ hydra: reader.word(node, key, ["true", "false"]) === "true" }),
};

/**
 * @param file for messages
 * @throws {ExpError} `invalid-file` with file and line; of what a text says: its own kind, with them
 */
export function readSearchFile(text: string, file: string): SearchFile {
  return read(new Reader(text, file));
}

/** An error that is found when all is put together, with the line of the file that it is about, if it is about one. */
export function placeInFile(error: ExpError, text: string, file: string): ExpError {
  const places: Place[] = [];
  read(new Reader(text, file, (place) => void places.push(place)));
  const found = beginningsIn(error).map((said) => places.find((place) => isSaid(place.text, said)))
    .find((place) => place !== undefined);
  return found === undefined ? error : fault("within/search-file", found.at, error);
}

/** A text as options have it, and where the file says it. */
interface Place {
  readonly text: string;
  readonly at: Line;
}

/** What is wrong comes first among the facts: an override, a condition, or the key of a file. */
function beginningsIn({ facts }: ExpError): string[] {
  const { file, key } = facts;
  return [...Object.values(facts).flat().map(String), ...key === undefined ? [] : [`${key}=`, `${file}:${key}=`]];
}

/** A fault may leave out the file that an override is for, and what depends on a condition. */
function isSaid(text: string, said: string): boolean {
  const [all, one] = [text, said].map((words) => words.replaceAll(/\s/g, "")) as [string, string];
  return all === one || all.endsWith(`:${one}`) || all.startsWith(one.endsWith("=") ? one : `${one}->`);
}

function read(reader: Reader): SearchFile {
  const said = reader.root().map(({ name, at, value }) => {
    const read = Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
    if (read !== undefined) return read(reader, value, name);
    throw fault("invalid-file/search-key", { ...at, key: name, nearest: nearestWord(name, Object.keys(KEYS)) });
  });
  return Object.assign({ setParam: [], when: [], enqueue: [], metric: [], direction: [], constraint: [] }, ...said);
}

/** Where something stands. */
interface Line {
  readonly file: string;
  readonly line: number;
}

interface Entry {
  readonly name: string;
  readonly at: Line;
  readonly value: YamlNode;
}

class Reader {
  /** @param onText told of what is checked only when all is put together */
  constructor(
    private readonly source: string,
    private readonly file: string,
    private readonly onText: (place: Place) => void = () => {},
  ) {}

  root(): Entry[] {
    const root = this.#tree();
    return root === undefined || isNothing(root) ? [] : this.#entries(root, "the file");
  }

  #tree(): YamlNode | undefined {
    try {
      return parseYamlTree(this.source).root;
    } catch (error) {
      parseYaml(this.source, { file: this.file }); // says it with the place
      throw error;
    }
  }

  /** `lr: interval(0,1)` and `opt: [sgd, adam]` as texts of `-S`. */
  overrides(node: YamlNode, key: string): string[] {
    return this.#entries(node, key).map(({ name, at, value }) => {
      const texts = this.list(value).map((one) => this.text(one, name));
      const text = `${name}=${value.kind === "seq" ? `choice(${texts.join(",")})` : texts[0]}`;
      for (const [file, parts] of splitSetParam([text], { severalInOne: false })) {
        within(at, () => checkAxis(file, parts[0]!));
      }
      this.onText({ text, at });
      return text;
    });
  }

  /** `layers>1: dropout` as a text of `--when`; several parameters are a list. */
  conditions(node: YamlNode, key: string): string[] {
    return this.#entries(node, key).map(({ name, at, value }) => {
      const text = `${name} -> ${this.list(value).map((one) => this.text(one, name)).join(",")}`;
      within(at, () => parseConditions(text));
      this.onText({ text, at });
      return text;
    });
  }

  metric(node: YamlNode, key: string): string {
    const text = this.text(node, key);
    if (!/^.+:[^:]+$/s.test(text)) throw this.#wrong(node, key, "FILE:KEY, such as metrics.json:val.loss");
    return text;
  }

  constraint(node: YamlNode, key: string): string {
    const text = this.text(node, key);
    within(this.#at(node), () => parseConstraint(text));
    return text;
  }

  word(node: YamlNode, key: string, words: readonly string[]): string {
    const text = this.text(node, key);
    if (!words.includes(text)) throw this.#wrong(node, key, `one of ${words.join(", ")}`);
    return text;
  }

  count(node: YamlNode, key: string, least: number): number {
    const text = this.text(node, key), value = Number(text);
    const isCount = /^-?\d+$/.test(text) && Number.isSafeInteger(value) && value >= least;
    if (!isCount) throw this.#wrong(node, key, least > 0 ? `a whole number from ${least} on` : "a whole number");
    return value;
  }

  duration(node: YamlNode, key: string): string {
    const text = this.text(node, key);
    this.onText({ text, at: this.#at(node) });
    return text;
  }

  /** As it is written: `007` stays what it is. */
  text(node: YamlNode, key: string): string {
    const scalar = node.kind === "alias" ? node.target : node;
    if (scalar.kind !== "scalar" || isNothing(scalar)) throw this.#wrong(node, key, "a value");
    return scalar.text;
  }

  /** A list, or one item alone. */
  list(node: YamlNode): readonly YamlNode[] {
    const whole = node.kind === "alias" ? node.target : node;
    return whole.kind === "seq" ? whole.items : [whole];
  }

  #entries(node: YamlNode, key: string): Entry[] {
    const map = node.kind === "alias" ? node.target : node;
    if (map.kind !== "map") throw this.#wrong(node, key, "a map");
    const seen = new Set<string>();
    return map.pairs.map((pair) => {
      const name = this.text(pair.key, key);
      if (seen.has(name)) throw this.#wrong(pair.key, name, "there once");
      seen.add(name);
      return { name, at: this.#at(pair.key), value: pair.value };
    });
  }

  #wrong(node: YamlNode, key: string, wanted: string) {
    return fault("invalid-file/search-value", { ...this.#at(node), key, wanted });
  }

  #at(node: YamlNode): Line {
    return { file: this.file, line: this.source.slice(0, node.start).split("\n").length };
  }
}

function within(at: Line, check: () => void): void {
  try {
    check();
  } catch (error) {
    throw error instanceof ExpError ? fault("within/search-file", at, error) : error;
  }
}

function isNothing(node: YamlNode): boolean {
  return node.kind === "scalar" && node.style === "plain" && /^(~|null|)$/.test(node.text);
}
