import type { Value } from "../common/value.ts";

/** Names of the lists and maps that occur more than once, numbered in the order of their second occurrences. */
export class SharedNames {
  private readonly seen = new Set<Value>();
  private readonly names = new Map<Value, string>();

  /** Notes every list and map in a value. */
  note(value: Value): void {
    if (!Array.isArray(value) && !(value instanceof Map)) return;
    if (this.seen.has(value)) {
      if (!this.names.has(value)) this.names.set(value, "id" + String(this.names.size + 1).padStart(3, "0"));
      return;
    }
    this.seen.add(value);
    for (const item of value.values()) this.note(item);
  }

  has(value: Value): boolean {
    return this.names.has(value);
  }

  /** The anchor, without its `&`. */
  of(value: Value): string | undefined {
    return this.names.get(value);
  }
}
