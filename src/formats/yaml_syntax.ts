/** The one door to the `yaml` package (its ES-module build: the CommonJS one breaks bundling). */
// @ts-types="npm:yaml@2.9.1"
export { Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from "yaml/esm";
// @ts-types="npm:yaml@2.9.1"
export type { ParsedNode } from "yaml/esm";
