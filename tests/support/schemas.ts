/** The schemas of docs/schemas: what commands print with `--json`, and what dvc.yaml may hold. */
import assert from "node:assert/strict";
import { Ajv2020 } from "ajv/dist/2020.js";

const FOLDER = new URL("../../docs/schemas/1/", import.meta.url);
const ajv = new Ajv2020({ allErrors: true });

export function schemaNames(): string[] {
  return [...Deno.readDirSync(FOLDER)].map(({ name }) => name.replace(/\.json$/, "")).sort();
}

export function schemaText(name: string): string {
  return Deno.readTextFileSync(new URL(`${name}.json`, FOLDER));
}

/** What is wrong with a value, by a schema; empty when nothing is. */
export function faultsBy(name: string, value: unknown): string {
  const check = ajv.getSchema(`1/${name}.json`) ?? ajv.compile(JSON.parse(schemaText(name)));
  return check(value) ? "" : ajv.errorsText(check.errors);
}

/** @param text as a command printed it; NaN and Infinity, which DVC's JSON has, count as null */
export function assertValid(name: string, text: string): void {
  const value: unknown = JSON.parse(text.replace(/(?<=[:,[]\s*)-?(NaN|Infinity)\b/g, "null"));
  assert.equal(faultsBy(name, value), "", `${name}: ${text.slice(0, 2000)}`);
}
