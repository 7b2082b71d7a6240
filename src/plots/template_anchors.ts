/** Anchors in a template, found and replaced as dvc-render does it (DVC 3.67.1: dvc_render/vega_templates.py). */
import { isMap, type Value, type ValueMap } from "../common/mod.ts";
import { anchor } from "./templates.ts";

export function hasAnchor(template: ValueMap, name: string): boolean {
  return mentions(template, anchor(name));
}

/** The template with a value in an anchor's place; texts also where the anchor is only part of another text. */
export function fillAnchor(template: ValueMap, name: string, value: Value): ValueMap {
  return filledMap(template, anchor(name), value);
}

function mentions(value: Value, wanted: string): boolean {
  if (!isMap(value)) return value === wanted;
  return [...value.values()].some((item) =>
    Array.isArray(item) ? item.some((each) => mentions(each, wanted)) : mentions(item, wanted)
  );
}

function filledMap(map: ValueMap, wanted: string, value: Value): ValueMap {
  return new Map([...map].map(([key, item]) => {
    if (isMap(item)) return [key, filledMap(item, wanted, value)];
    if (Array.isArray(item)) return [key, filledList(item, wanted, value)];
    if (typeof item !== "string") return [key, item];
    if (item === wanted) return [key, value];
    return [key, typeof value === "string" ? item.replaceAll(wanted, () => value) : item];
  }));
}

function filledList(list: readonly Value[], wanted: string, value: Value): Value[] {
  return list.map((item) => {
    if (Array.isArray(item)) return filledList(item, wanted, value);
    if (isMap(item)) return filledMap(item, wanted, value);
    return item === wanted ? value : item;
  });
}
