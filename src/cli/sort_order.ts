import { fault } from "./fault.ts";

/** @throws {ExpError} `usage` */
export function readSortOrder(word: string | undefined): "asc" | "desc" | undefined {
  if (word === undefined || word === "asc" || word === "desc") return word;
  throw fault("usage/sort-order", { word });
}
