import assert from "node:assert/strict";
import { type Value, type ValueMap, valueMap } from "@exp/values";
import { answerCompose } from "../jsonl_compose.ts";

interface ComposeCase {
  readonly id: string;
  readonly conf: Readonly<Record<string, string>>;
  readonly config_dir?: string;
  readonly config_module?: string;
  readonly config_name: string;
  readonly overrides: readonly string[];
  readonly output_file: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly after?: string;
  readonly error_class?: string;
  readonly cause_class?: string;
}

const NOON = new Date(2024, 0, 2, 12, 0, 0);

function caseInput(recorded: ComposeCase): ValueMap {
  const input = valueMap([
    ["conf", valueMap(Object.entries(recorded.conf))],
    ["config_name", recorded.config_name],
    ["overrides", [...recorded.overrides]],
    ["output_file", recorded.output_file],
    ["env", valueMap(Object.entries(recorded.env ?? {}))],
  ]);
  if (recorded.config_dir !== undefined) input.set("config_dir", recorded.config_dir);
  if (recorded.config_module !== undefined) input.set("config_module", recorded.config_module);
  return input;
}

/** What must agree: the bytes of the file, or the classes of the errors. */
function facts(output: ReadonlyMap<unknown, Value>): Record<string, Value | undefined> {
  const after = output.get("after");
  if (after !== undefined) return { after };
  return { error_class: output.get("error_class"), cause_class: output.get("cause_class") };
}

const golden = JSON.parse(
  Deno.readTextFileSync(new URL("../../../tests/golden/hydra/compose.json", import.meta.url)),
) as { readonly cases: readonly ComposeCase[] };

for (const recorded of golden.cases) {
  Deno.test(`compose ${recorded.id} ends as recorded`, () => {
    const output = answerCompose(caseInput(recorded), NOON);

    const { after, error_class, cause_class } = recorded;
    assert.deepEqual(facts(output), after !== undefined ? { after } : { error_class, cause_class });
  });
}
