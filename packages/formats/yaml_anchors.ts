/** Which lists and maps of a document are written with an anchor, and which as an alias. */
import type { DocNode, FreshValue } from "./yaml_document.ts";

export class Anchors {
  /** how often a list or map is met, aliases included */
  private readonly references = new Map<DocNode, number>();
  /** new lists and maps that occur more than once, numbered in the order of their second occurrences */
  private readonly freshNames = new Map<FreshValue, string>();
  private readonly freshSeen = new Set<FreshValue>();
  private readonly written = new Set<DocNode | FreshValue>();

  /** @param root undefined for a dialect without anchors */
  constructor(root: DocNode | undefined) {
    if (root !== undefined) this.note(root);
  }

  private note(node: DocNode): void {
    if (node.kind === "fresh") this.noteFresh(node.value);
    else if (node.kind === "alias") this.note(node.target);
    else if (node.kind === "map" || node.kind === "seq") {
      const count = (this.references.get(node) ?? 0) + 1;
      this.references.set(node, count);
      if (count > 1) return;
      for (const { value } of node.kind === "map" ? node.pairs : node.items) this.note(value);
    }
  }

  private noteFresh(value: FreshValue): void {
    if (!Array.isArray(value) && !(value instanceof Map)) return;
    if (!this.freshSeen.has(value)) {
      this.freshSeen.add(value);
      for (const item of value.values()) this.noteFresh(item);
    } else if (!this.freshNames.has(value)) {
      this.freshNames.set(value, "id" + String(this.freshNames.size + 1).padStart(3, "0"));
    }
  }

  /** What an alias stands for when its anchor is not written yet (its place was removed), else the node as it is. */
  resolve(node: DocNode): DocNode {
    if (node.kind !== "alias" || node.target.kind === "scalar" || this.written.has(node.target)) return node;
    return node.target;
  }

  /** Whether a list or map has an anchor that an alias needs. */
  isShared(node: DocNode): boolean {
    if (node.kind === "fresh") return this.freshNames.has(node.value);
    return (node.kind === "map" || node.kind === "seq") && node.anchor !== undefined &&
      (this.references.get(node) ?? 0) > 1;
  }

  /** What to write before a list or map: `&name`, or `*name` in its stead when it is written already. */
  take(node: DocNode): string | undefined {
    if (node.kind === "map" || node.kind === "seq") {
      this.written.add(node);
      return this.isShared(node) ? "&" + node.anchor : undefined;
    }
    const name = node.kind === "fresh" ? this.freshNames.get(node.value) : undefined;
    if (name === undefined || node.kind !== "fresh") return undefined;
    if (this.written.has(node.value)) return "*" + name;
    this.written.add(node.value);
    return "&" + name;
  }
}
