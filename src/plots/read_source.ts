import { ExpError, isFalsy, type Value } from "../common/mod.ts";
import { readParamsText } from "../params/mod.ts";
import { normalizePath } from "../repo/mod.ts";
import { readPythonCsv } from "./python_csv.ts";
import type { PlotSource } from "./types.ts";
import { Undrawable } from "./undrawable.ts";

/** What DVC takes for images (dvc_render/image.py). */
const IMAGES: ReadonlySet<string> = new Set([".jpg", ".jpeg", ".gif", ".png", ".svg"]);

const TABLES: ReadonlyMap<string, string> = new Map([[".csv", ","], [".tsv", "\t"]]);

/** Of what else can be read, the name that DVC has for it in errors. */
const TREES: ReadonlyMap<string, string> = new Map([
  [".json", "JSON"],
  [".yaml", "YAML"],
  [".yml", "YAML"],
  [".toml", "TOML"],
  [".py", "Python"],
]);

export function isImage(path: string): boolean {
  return IMAGES.has(suffixOf(path));
}

/** Can something be drawn from a file of this name? */
export function isDrawable(path: string): boolean {
  const suffix = suffixOf(path);
  return IMAGES.has(suffix) || TABLES.has(suffix) || TREES.has(suffix);
}

/** Where nothing can be drawn from a file of this name, DVC does not even look for it. @throws {Undrawable} */
export function checkIsPlot(path: string): void {
  if (isDrawable(path)) return;
  throw new Undrawable(
    "PlotMetricTypeError",
    `'${path}' - file type error\nOnly JSON, YAML, CSV and TSV formats are supported.`,
  );
}

/**
 * What a file holds for plots; undefined when that is nothing.
 *
 * @param path as it is shown
 * @throws {Undrawable} when it cannot be read
 */
export async function readSource(path: string, bytes: Uint8Array, header: boolean): Promise<PlotSource | undefined> {
  if (isImage(path)) return bytes.length === 0 ? undefined : { kind: "image", bytes };
  const value = await readData(path, decode(path, bytes), header);
  return isFalsy(value) ? undefined : { kind: "data", value };
}

async function readData(path: string, text: string, header: boolean): Promise<Value> {
  const delimiter = TABLES.get(suffixOf(path));
  if (delimiter !== undefined) return readPythonCsv(text, delimiter, header);
  const format = TREES.get(suffixOf(path))!;
  const corrupted = () =>
    new Undrawable(
      `${format}FileCorruptedError`,
      `unable to read: '${normalizePath(path)}', ${format} file structure is corrupted`,
    );
  if (format === "JSON" && text.startsWith("\ufeff")) throw corrupted();
  try {
    return await readParamsText(text, path);
  } catch (error) {
    if (error instanceof ExpError) throw corrupted();
    throw error;
  }
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Undrawable("EncodingError", `unable to read: '${normalizePath(path)}', is not valid utf8`);
  }
}

/** As Python's `os.path.splitext`: leading dots of a name are no suffix. */
function suffixOf(path: string): string {
  return /[^./][^/]*?(\.[^./]*)$/.exec(path)?.[1] ?? "";
}
