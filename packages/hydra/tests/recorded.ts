/** Recorded cases of one kind, and how an answer is compared with what was recorded. */
import assert from "node:assert/strict";
import { dumpPyJson, type ValueMap } from "@exp/values";
import { readCase } from "../jsonl_case.ts";

export type RecordedCase = Readonly<Record<string, unknown>> & { readonly id: string };

export function recordedCases(kind: "grammar" | "sweeps"): RecordedCase[] {
  const path = new URL(`../../../tests/golden/hydra/${kind}.json`, import.meta.url);
  return JSON.parse(Deno.readTextFileSync(path)).cases;
}

const SYNTAX_MESSAGE = /^(mismatched input|no viable alternative|LexerNoViableAltException|Error parsing override)/;

/** Answers a case and compares all output fields; of a syntax error only the class counts, not its words. */
export function assertAnswered(recorded: RecordedCase, answer: (input: ValueMap) => ValueMap): void {
  const { id, area: _area, input: _input, set_param: _setParam, ...wanted } = recorded;
  const { ok, ...given } = JSON.parse(dumpPyJson(answer(readCase(JSON.stringify(recorded)))));
  const expected: Record<string, unknown> = { ...wanted };
  const failed = expected["error_class"] !== undefined;
  if (ok !== undefined) assert.equal(ok, !failed, id);
  delete expected["ok"];
  if (failed && expected["cause_class"] === undefined && SYNTAX_MESSAGE.test(String(expected["error"]))) {
    assert.match(given.error, SYNTAX_MESSAGE, id);
    expected["error"] = given.error;
  }
  assert.deepEqual(given, expected, `${id}: ${recorded["input"] ?? recorded["set_param"]}`);
}
