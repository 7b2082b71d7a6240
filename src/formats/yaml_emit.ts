/** Values to YAML text, byte for byte as DVC writes new files and lock entries. */
import type { Value } from "../common/value.ts";

export function emitYaml(_value: Value): string {
  throw new Error("not yet");
}
