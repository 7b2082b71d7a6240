import assert from "node:assert/strict";
import { DVC_RULES, EXP_RULES, type Rules } from "../../src/common/rules.ts";
import { isMap, type Value, valueMap } from "../../packages/values/value.ts";
import { sameValue } from "../../packages/formats/value_edit.ts";
import { applyOverrides } from "../../packages/hydra/apply_override.ts";
import { answerApply } from "../../src/params/jsonl_apply.ts";
import { readParamsText } from "../../src/params/mod.ts";
import { expSays } from "../../src/voice/mod.ts";

interface ApplyCase {
  readonly id: string;
  readonly file: string;
  readonly before: string | null;
  readonly overrides: readonly string[];
  readonly after?: string;
  readonly error_class?: string;
  readonly cause_class?: string;
}

interface Difference {
  readonly changes: readonly { readonly at: readonly string[]; readonly value?: unknown }[];
}

const golden = new URL("../golden/", import.meta.url);
const { cases } = JSON.parse(Deno.readTextFileSync(new URL("hydra/apply.json", golden))) as { cases: ApplyCase[] };
const differences = JSON.parse(Deno.readTextFileSync(new URL("differences.json", golden))) as Record<
  string,
  Difference
>;

Deno.test("every recorded edit reads as DVC's result, or differs as differences.json says", async () => {
  const wrong: string[] = [];
  for (const recorded of cases) {
    const wanted = expectedOf(recorded);
    const answer = await ask(recorded);
    const finding = await compare(wanted, answer);
    if (finding !== undefined) wrong.push(`${recorded.id} ${recorded.overrides.join(" ")}: ${finding}`);
  }
  assert.deepEqual(wrong, []);
});

Deno.test("a refused override says so and leaves the file alone", async () => {
  for (const recorded of cases.filter((one) => one.error_class !== undefined)) {
    const answer = await ask(recorded);
    if (!answer.has("after")) assert.equal(answer.get("unchanged"), true, recorded.id);
  }
});

Deno.test("plain key=value adds a missing key when asked to, below mappings only", async () => {
  const add = async (before: string, ...overrides: string[]) => {
    const input = valueMap([["file", "p.yaml"], ["before", before], ["overrides", overrides]]);
    return (await answerApply(input, expSays, { rules: EXP_RULES })).get("after");
  };

  assert.equal(await add("a: 1 # one\n", "b=2"), "a: 1 # one\nb: 2\n");
  assert.equal(await add("a: {b: 1}\n", "a.c.d=2"), "a: {b: 1, c: {d: 2}}\n");
  assert.equal(await add("a: 1\n", "b=2", "b=3"), "a: 1\nb: 3\n");
  assert.equal(await add("a: 1\n", "a.b=2"), undefined);
  assert.equal(await add("a: [1]\n", "a.1=2"), undefined);
  assert.equal(await add("a: ${b}\nb: {c: 1}\n", "a.d=2"), undefined);
});

async function applied(before: string, overrides: string[], rules: Rules): Promise<Value | undefined> {
  const input = valueMap([["file", "p.yaml"], ["before", before], ["overrides", overrides]]);
  const answer = await answerApply(input, expSays, { rules });
  return answer.get("after") ?? answer.get("error_class");
}

Deno.test("an edit below an anchor: to DVC aliases are one mapping and the last one decides, to exp each is a place", async () => {
  const text = "a: &n {x: 1}\nb: *n\n";

  assert.equal(await applied(text, ["a.x=5"], DVC_RULES), text);
  assert.equal(await applied(text, ["b.x=5"], DVC_RULES), "a: &n {x: 5}\nb: *n\n");
  assert.equal(await applied(text, ["a.x=5"], EXP_RULES), "a: &n {x: 5}\nb: {x: 1}\n");
  assert.equal(await applied(text, ["b.x=5"], EXP_RULES), "a: &n {x: 1}\nb: {x: 5}\n");
});

Deno.test("to DVC a key that a merge brings cannot be deleted; exp writes the merge out without it", async () => {
  const text = "a: &n {x: 1, y: 2}\nb:\n  <<: *n\n  z: 3\n";

  assert.equal(await applied(text, ["~b.x"], DVC_RULES), text);
  assert.equal(await applied(text, ["~b.x"], EXP_RULES), "a: &n {x: 1, y: 2}\nb:\n  z: 3\n  y: 2\n");
});

Deno.test("a sweep that no file can hold fails unless a later override replaces it", async () => {
  assert.equal(await applied("a: 1\n", ["a=range(3)"], DVC_RULES), "RepresenterError");
  assert.equal(await applied("a: 1\n", ["a=range(3)", "a=2"], DVC_RULES), "a: 2\n");
  assert.equal(await applied("a: 1\n", ["a=choice(1,2)", "a=2"], DVC_RULES), "InvalidArgumentError");
});

Deno.test("a new key goes below the comments of what stands deeper", async () => {
  assert.equal(
    await applied("a:\n  b: 1\n  # of a\n# of all\n", ["+c=2"], DVC_RULES),
    "a:\n  b: 1\n  # of a\nc: 2\n# of all\n",
  );
});

function expectedOf(recorded: ApplyCase): ApplyCase {
  const changed: Record<string, unknown> = { ...recorded };
  for (const { at, value } of differences[`hydra/${recorded.id}`]?.changes ?? []) {
    const [key = ""] = at;
    if (value === undefined) delete changed[key];
    else changed[key] = value;
  }
  return changed as unknown as ApplyCase;
}

async function ask(recorded: ApplyCase): Promise<Map<unknown, Value>> {
  const { file, before, overrides } = recorded;
  return await answerApply(valueMap([["file", file], ["before", before], ["overrides", [...overrides]]]), expSays);
}

async function compare(wanted: ApplyCase, answer: Map<unknown, Value>): Promise<string | undefined> {
  const after = answer.get("after");
  if (wanted.after === undefined) {
    return answer.get("error_class") === wanted.error_class ? undefined : `wanted ${wanted.error_class}`;
  }
  if (typeof after !== "string") return `refused: ${answer.get("error")}`;
  if (after === wanted.after) return undefined;
  const [have, want] = [await readParamsText(after, wanted.file), await readParamsText(wanted.after, wanted.file)];
  if (sameValue(have, want)) return undefined;
  const resolved = isMap(have) ? applyOverrides(have, [], {}).resolved : have;
  return sameValue(resolved, want) ? undefined : `reads differently:\n${after}`;
}
