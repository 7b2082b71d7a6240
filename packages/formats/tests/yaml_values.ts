/** Values in the recordings below `recorded/`: ints as {i}, floats as {f}, dates as {d}, lists, maps as pairs. */
import { floatRepr, type Key, PyDate, type Value } from "@exp/values";

export type Encoded = null | boolean | string | Encoded[] | {
  readonly i?: string;
  readonly f?: string;
  readonly d?: string;
  /** a list or map met before, by number */
  readonly r?: number;
  readonly l?: readonly Encoded[];
  readonly m?: readonly (readonly [Encoded, Encoded])[];
};

/** The value; `met` collects lists and maps, which `{r}` refers to. */
export function decode(encoded: Encoded, met: Value[] = []): Value {
  if (encoded === null || typeof encoded !== "object") return encoded;
  if (Array.isArray(encoded)) return decodeList(encoded, met);
  if (encoded.i !== undefined) return BigInt(encoded.i);
  if (encoded.f !== undefined) {
    return encoded.f.endsWith("inf") ? Number(encoded.f.replace("inf", "Infinity")) : Number(encoded.f);
  }
  if (encoded.d !== undefined) return new PyDate(encoded.d.length > 10 ? "datetime" : "date", encoded.d);
  if (encoded.r !== undefined) return met[encoded.r]!;
  if (encoded.l !== undefined) return decodeList(encoded.l, met);
  const map = new Map<Key, Value>();
  met.push(map);
  for (const [key, item] of encoded.m ?? []) map.set(decode(key, met) as Key, decode(item, met));
  return map;
}

function decodeList(items: readonly Encoded[], met: Value[]): Value[] {
  const list: Value[] = [];
  met.push(list);
  for (const item of items) list.push(decode(item, met));
  return list;
}

/** A value as JSON that tells 1 from 1.0 and keeps the order of keys. */
export function shown(value: Value): unknown {
  if (typeof value === "bigint") return { i: value.toString() };
  if (typeof value === "number") return { f: floatRepr(value) };
  if (value instanceof PyDate) return { d: value.iso };
  if (Array.isArray(value)) return value.map(shown);
  if (value instanceof Map) return { m: [...value].map(([key, item]) => [shown(key), shown(item)]) };
  return value;
}

export function readRecording<T>(name: string): T[] {
  return JSON.parse(Deno.readTextFileSync(new URL(`recorded/${name}.json`, import.meta.url))) as T[];
}
