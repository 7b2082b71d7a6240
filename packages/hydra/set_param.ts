/** `-S [file:]override`: which params file an override is for. */
import { OverrideError, parseOverride } from "./override.ts";

export const DEFAULT_PARAMS_FILE = "params.yaml";

export interface SplitOptions {
  /**
   * Also read `a=1,b=2` as two overrides, which Hydra rejects but DVC's guide shows. Default true; false gives
   * exactly DVC's reading.
   */
  readonly severalInOne?: boolean;
}

/**
 * Groups the texts of all `-S` options by file. Files stand in first-seen order; paths are not normalised.
 *
 * The overrides themselves are not checked here.
 */
export function splitSetParam(texts: readonly string[], options: SplitOptions = {}): Map<string, string[]> {
  const byFile = new Map<string, string[]>();
  for (const text of texts) {
    const [file, override] = splitFile(text);
    const overrides = byFile.get(file) ?? [];
    byFile.set(file, overrides);
    if (options.severalInOne === false) overrides.push(override);
    else overrides.push(...splitOverrides(override));
  }
  return byFile;
}

/** A colon before the first `=` ends the file; the file ends at the first colon of all. */
function splitFile(text: string): [file: string, override: string] {
  const equals = text.indexOf("=");
  const colon = text.indexOf(":");
  if (colon === -1 || (equals !== -1 && colon > equals)) return [DEFAULT_PARAMS_FILE, text];
  return [text.slice(0, colon), text.slice(colon + 1)];
}

const NEXT_KEY = /,[ \t]*(?=(?:\+\+|\+|~)?[A-Za-z_$0-9][\w$./@-]*=)/y;

/** `a=1,b=2` → `a=1` and `b=2`, but only where the whole is no override and each part is one. */
export function splitOverrides(text: string): string[] {
  if (isOverride(text)) return [text];
  const parts: string[] = [];
  let start = 0;
  let depth = 0;
  let quote: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (character === "\\") {
      i++;
    } else if (quote !== undefined) {
      if (character === quote) quote = undefined;
    } else if (character === "'" || character === '"') {
      quote = character;
    } else if ("([{".includes(character)) {
      depth++;
    } else if (")]}".includes(character)) {
      depth--;
    } else if (character === "," && depth === 0) {
      NEXT_KEY.lastIndex = i;
      const match = NEXT_KEY.exec(text);
      if (match === null) continue;
      parts.push(text.slice(start, i));
      start = i + match[0].length;
    }
  }
  parts.push(text.slice(start));
  return parts.every(isOverride) ? parts : [text];
}

function isOverride(text: string): boolean {
  try {
    parseOverride(text);
    return true;
  } catch (error) {
    if (error instanceof OverrideError) return false;
    throw error;
  }
}
