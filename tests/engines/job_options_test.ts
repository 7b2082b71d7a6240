import assert from "node:assert/strict";
import fc from "fast-check";
import {
  layerOf,
  mergeLayers,
  type OptionLayer,
  type OptionRules,
  settleOptions,
} from "../../src/engines/job_options.ts";

const RULES: OptionRules = {
  aliases: { p: "partition", A: "account" },
  reserved: { array: "-j says how many run at once" },
  alternatives: [["mem", "mem-per-cpu", "mem-per-gpu"]],
};

Deno.test("short names become full ones", () => {
  assert.deepEqual(layerOf([["p", "gpu"], ["A", "007"]], RULES, "--slurm"), { partition: "gpu", account: "007" });
});

Deno.test("of an option that is said twice in one place the later one counts", () => {
  assert.deepEqual(layerOf([["p", "gpu"], ["partition", "cpu"]], RULES, "--slurm"), { partition: "cpu" });
});

Deno.test("what the job script sets itself is refused with what to use", () => {
  assert.throws(() => layerOf([["array", "0-5"]], RULES, "--slurm"), {
    fault: "usage/reserved-option",
    facts: { key: "array", where: "--slurm", instead: "-j says how many run at once" },
  });
});

Deno.test("an option takes the place of its alternatives from earlier places", () => {
  const earlier = layerOf([["mem", "16G"], ["partition", "gpu"]], RULES, "slurm.yaml");
  const later = layerOf([["mem-per-cpu", "4G"]], RULES, "--slurm");

  assert.deepEqual(settleOptions(mergeLayers([earlier, later])), { "mem-per-cpu": "4G", partition: "gpu" });
});

Deno.test("two alternatives in one place are refused, unless one of them is taken back", () => {
  assert.throws(() => layerOf([["mem", "16G"], ["mem-per-cpu", "4G"]], RULES, "--slurm"), {
    fault: "usage/option-alternatives",
  });
  const layer = layerOf([["mem", null], ["mem-per-cpu", "4G"]], RULES, "--slurm");
  assert.deepEqual(settleOptions(layer), { "mem-per-cpu": "4G" });
});

Deno.test("what is taken back is not said to the engine, and may be said again", () => {
  const layers = [{ mem: "16G" }, { mem: null }];
  assert.deepEqual(settleOptions(mergeLayers(layers)), {});
  assert.deepEqual(settleOptions(mergeLayers([...layers, { mem: "1G" }])), { mem: "1G" });
});

const said = fc.uniqueArray(
  fc.tuple(
    fc.constantFrom("partition", "p", "account", "mem", "mem-per-cpu", "exclusive"),
    fc.constantFrom("", "1", "2", null),
  ),
  { selector: ([key]) => key },
);
/** Of one place, where it is not refused. */
const layer = said.map((options): OptionLayer | undefined => {
  try {
    return layerOf(options, RULES, "--slurm");
  } catch {
    return undefined;
  }
}).filter((found) => found !== undefined);

Deno.test("places may be put together in any grouping", () => {
  fc.assert(fc.property(layer, layer, layer, (a, b, c) => {
    const all = mergeLayers([a, b, c]);
    assert.deepEqual(mergeLayers([mergeLayers([a, b]), c]), all);
    assert.deepEqual(mergeLayers([a, mergeLayers([b, c])]), all);
    assert.deepEqual(mergeLayers([{}, a]), { ...a });
  }));
});

Deno.test("no job is asked for two alternatives, and each later place has its will", () => {
  fc.assert(fc.property(fc.array(layer, { maxLength: 5 }), layer, (earlier, last) => {
    const settled = settleOptions(mergeLayers([...earlier, last]));
    assert.ok(!("mem" in settled && "mem-per-cpu" in settled));
    for (const [key, value] of Object.entries(last)) assert.equal(settled[key] ?? null, value);
  }));
});
