import assert from "node:assert/strict";
import fc from "fast-check";
import { parseDocument } from "yaml";
import type { YamlNode } from "../yaml_nodes.ts";
import { YamlSyntaxError } from "../yaml_error.ts";
import { parseYamlTree } from "../yaml_parse.ts";
import { text } from "./yaml_texts.ts";

/** To ruamel.yaml, whom this reader follows, the colon of `{x:}` is a part of the text. */
const COLON_BEFORE_END = /:[,\]}]/;

/** Lists, pairs and texts: what stands where, whatever the scalars mean. */
function ownTree(source: string): unknown {
  const plain = (node: YamlNode): unknown => {
    if (node.kind === "alias") return plain(node.target);
    if (node.kind === "scalar") return node.text;
    if (node.kind === "seq") return node.items.map(plain);
    return { pairs: node.pairs.map(({ key, value }) => [plain(key), plain(value)]) };
  };
  try {
    const { root } = parseYamlTree(source);
    return root === undefined ? "" : plain(root);
  } catch (error) {
    if (error instanceof YamlSyntaxError) return undefined;
    throw error;
  }
}

/** The same by the package `yaml`; undefined for what it refuses, too. */
function packageTree(source: string): unknown {
  const document = parseDocument(source, { schema: "failsafe", logLevel: "silent" });
  if (document.errors.length > 0) return undefined;
  const plain = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(plain);
    if (value instanceof Map) return { pairs: [...value].map(([key, item]) => [plain(key), plain(item)]) };
    return value ?? "";
  };
  try {
    return plain(document.toJS({ mapAsMap: true }));
  } catch (error) {
    if (error instanceof ReferenceError) return undefined; // an alias without its anchor
    throw error;
  }
}

Deno.test("what both this reader and the package yaml read is the same to both", () => {
  let both = 0;
  fc.assert(
    // ruamel.yaml has a rule of its own for a block text at the end of a file without a line break
    fc.property(text.map((source) => source + "\n"), (source) => {
      fc.pre(!COLON_BEFORE_END.test(source));
      const [own, wanted] = [ownTree(source), packageTree(source)];
      if (own === undefined || wanted === undefined) return;
      both++;
      assert.deepEqual(own, wanted);
    }),
    { numRuns: 1000 },
  );
  assert.ok(both > 500, `both read ${both}`);
});
