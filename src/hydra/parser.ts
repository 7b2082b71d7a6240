import { type Override, OverrideError } from "./override.ts";

/** Reads one override. @throws {OverrideError} */
export function parseOverride(text: string): Override {
  throw new OverrideError(text, 1, "not written yet", { firstLine: `Error parsing override '${text}'` });
}
